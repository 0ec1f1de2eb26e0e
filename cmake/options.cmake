# SPDX-License-Identifier: GPL-3.0-or-later
# One interface target carries the warnings and the flags that keep bits equal everywhere.
add_library(curb_options INTERFACE)
target_compile_options(curb_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla
  -ffp-contract=off -fno-math-errno -fno-trapping-math)
target_compile_definitions(curb_options INTERFACE _GNU_SOURCE)
target_include_directories(curb_options INTERFACE ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR})
if(CURB_WERROR)
  target_compile_options(curb_options INTERFACE -Werror)
endif()
if(CURB_CLONES)
  target_compile_definitions(curb_options INTERFACE CURB_CLONES=1)
endif()
if(CURB_OPENMP)
  target_link_libraries(curb_options INTERFACE OpenMP::OpenMP_C)
else()
  target_compile_options(curb_options INTERFACE -Wno-unknown-pragmas)
endif()
if(NOT CMAKE_C_FLAGS_RELEASE MATCHES "curb")
  set(CMAKE_C_FLAGS_RELEASE "-O3")
endif()

# curb_layer(NAME uses...): the library of one folder; its sources are all its .c files.
function(curb_layer name)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.c)
  add_library(curb_${name} STATIC ${sources})
  target_link_libraries(curb_${name} PUBLIC curb_options ${ARGN})
endfunction()
