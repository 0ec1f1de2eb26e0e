# SPDX-License-Identifier: GPL-3.0-or-later
# format-check, tidy, loops that are vectorised: how the source should look. Version 14 only, Debian 12's: other versions
# lay out code differently and find other things.
find_program(CURB_CLANG_FORMAT NAMES clang-format-14 clang-format)
find_program(CURB_CLANG_TIDY NAMES clang-tidy-14 clang-tidy)
file(GLOB_RECURSE formatted CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}
  ${PROJECT_SOURCE_DIR}/curb.h
  ${PROJECT_SOURCE_DIR}/model/*.[ch] ${PROJECT_SOURCE_DIR}/study/*.[ch]
  ${PROJECT_SOURCE_DIR}/store/*.[ch] ${PROJECT_SOURCE_DIR}/analysis/*.[ch]
  ${PROJECT_SOURCE_DIR}/experiments/*.[ch] ${PROJECT_SOURCE_DIR}/plots/*.[ch]
  ${PROJECT_SOURCE_DIR}/cli/*.[ch] ${PROJECT_SOURCE_DIR}/bench/*.[ch]
  ${PROJECT_SOURCE_DIR}/tests/*.[ch] ${PROJECT_SOURCE_DIR}/cmake/*.[ch] ${PROJECT_SOURCE_DIR}/docs/*.[ch])

set(version "")
if(CURB_CLANG_FORMAT)
  execute_process(COMMAND ${CURB_CLANG_FORMAT} --version OUTPUT_VARIABLE version)
endif()
if(version MATCHES "version 14\\.")
  add_custom_target(format-check
    COMMAND ${PROJECT_SOURCE_DIR}/cmake/check-format ${CURB_CLANG_FORMAT} ${formatted}
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} VERBATIM)
  add_test(NAME lint_format
    COMMAND ${PROJECT_SOURCE_DIR}/cmake/check-format ${CURB_CLANG_FORMAT} ${formatted}
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
else()
  add_test(NAME lint_format COMMAND sh -c "echo skipped: clang-format 14 is not here; exit 77")
endif()
set_tests_properties(lint_format PROPERTIES LABELS lint SKIP_RETURN_CODE 77)

# The hot loops by the compiler's own account; gcc, optimised, with the variants only.
if(CMAKE_C_COMPILER_ID STREQUAL "GNU" AND CMAKE_BUILD_TYPE STREQUAL "Release" AND CURB_CLONES)
  separate_arguments(flags UNIX_COMMAND "${CMAKE_C_FLAGS} ${CMAKE_C_FLAGS_RELEASE} -std=c11")
  get_target_property(options curb_options INTERFACE_COMPILE_OPTIONS)
  foreach(name buyer_kernels random skipping slot_kernels)
    add_test(NAME lint_vectorised_${name}
      COMMAND ${PROJECT_SOURCE_DIR}/cmake/check-vectorised model/${name}.c ${CMAKE_C_COMPILER}
        ${flags} -DCURB_CLONES=1 -D_GNU_SOURCE -I${PROJECT_SOURCE_DIR} -I${PROJECT_BINARY_DIR}
        ${options}
      WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
    set_tests_properties(lint_vectorised_${name} PROPERTIES LABELS lint)
  endforeach()
endif()

# clang-tidy over every file, with the flags of all layers together. The analyzer is nearly all of its time: as far as
# it looks by default (`cmake --build build --target tidy`) 505 s of one core for 450 files, a short way (the test) 121 s,
# not at all 45 s. The short way misses some of what the long one finds, and finds some that it does not.
set(version "")
set(tidied ${formatted})
list(FILTER tidied INCLUDE REGEX "\\.c$")
if(CURB_CLANG_TIDY)
  execute_process(COMMAND ${CURB_CLANG_TIDY} --version OUTPUT_VARIABLE version)
endif()
file(GLOB openmp_header /usr/lib/llvm-14/lib/clang/14*/include/omp.h)
if(NOT version MATCHES "version 14\\.")
  set(lacking "clang-tidy 14 is not here")
elseif(CURB_OPENMP AND NOT openmp_header)
  set(lacking "clang has no omp.h here (libomp-dev)")
else()
  set(lacking "")
endif()
if(NOT MPI_C_FOUND)
  list(FILTER tidied EXCLUDE REGEX "/ranks_mpi\\.c$")
endif()
if(NOT CMOCKA_FOUND)
  list(FILTER tidied EXCLUDE REGEX "^tests/")
endif()
set(flags -std=c11 -D_GNU_SOURCE -DCURB_CLONES=1 -I${PROJECT_SOURCE_DIR} -I${PROJECT_BINARY_DIR}
  -I${CURB_REGISTRY_FOLDER} -I${PROJECT_SOURCE_DIR}/tests)
if(CURB_OPENMP)
  list(APPEND flags -fopenmp)
endif()
foreach(name CURB_SCENARIOS CURB_LOCALE_BUILT CURB_LOCALE_INSTALLED CURB_SOURCE_DIR CURB_TEST_DATA CURB_PROGRAM
    CURB_VARIANTS)
  list(APPEND flags "-D${name}=\"${name}\"")
endforeach()
foreach(folder ${GSL_INCLUDE_DIRS} ${HDF5_INCLUDE_DIRS} ${YAML_INCLUDE_DIRS} ${JANSSON_INCLUDE_DIRS}
    ${NETTLE_INCLUDE_DIRS} ${XML2_INCLUDE_DIRS} ${CSV_INCLUDE_DIR} ${CMOCKA_INCLUDE_DIRS} ${MPI_C_INCLUDE_DIRS})
  if(NOT folder STREQUAL "/usr/include")
    list(APPEND flags -isystem ${folder})
  endif()
endforeach()
list(JOIN flags "\n" flags)
file(WRITE ${PROJECT_BINARY_DIR}/tidy/compile_flags.txt "${flags}\n")
set(check_tidy ${PROJECT_SOURCE_DIR}/cmake/check-tidy ${CURB_CLANG_TIDY} ${PROJECT_BINARY_DIR}/tidy)
if(lacking STREQUAL "")
  add_custom_target(tidy COMMAND ${check_tidy} deep ${tidied} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} VERBATIM)
  add_dependencies(tidy registry)
  add_test(NAME lint_tidy COMMAND ${check_tidy} shallow ${tidied} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
else()
  add_test(NAME lint_tidy COMMAND sh -c "echo skipped: ${lacking}; exit 77")
endif()
cmake_host_system_information(RESULT cores QUERY NUMBER_OF_LOGICAL_CORES)
set_tests_properties(lint_tidy PROPERTIES LABELS "lint;slow" SKIP_RETURN_CODE 77 PROCESSORS ${cores} TIMEOUT 1800)
