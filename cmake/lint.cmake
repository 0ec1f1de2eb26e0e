# SPDX-License-Identifier: GPL-3.0-or-later
# format-check, tidy, loops that are vectorised: how the source should look. Version 14 only, Debian 12's: other versions
# lay out code differently.
find_program(CURB_CLANG_FORMAT NAMES clang-format-14 clang-format)
find_program(CURB_CLANG_TIDY NAMES clang-tidy-14 clang-tidy)
file(GLOB_RECURSE formatted CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}
  ${PROJECT_SOURCE_DIR}/curb.h
  ${PROJECT_SOURCE_DIR}/model/*.[ch] ${PROJECT_SOURCE_DIR}/study/*.[ch]
  ${PROJECT_SOURCE_DIR}/store/*.[ch] ${PROJECT_SOURCE_DIR}/analysis/*.[ch]
  ${PROJECT_SOURCE_DIR}/experiments/*.[ch] ${PROJECT_SOURCE_DIR}/plots/*.[ch]
  ${PROJECT_SOURCE_DIR}/cli/*.[ch] ${PROJECT_SOURCE_DIR}/bench/*.[ch]
  ${PROJECT_SOURCE_DIR}/tests/*.[ch])
set(tidied ${formatted})
list(FILTER tidied INCLUDE REGEX "^(model|study|store|analysis|experiments|plots|cli)/.*\\.c$")

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

if(CURB_CLANG_TIDY)
  add_custom_target(tidy
    COMMAND ${CURB_CLANG_TIDY} --quiet -p ${PROJECT_BINARY_DIR} ${tidied}
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} VERBATIM)
endif()
