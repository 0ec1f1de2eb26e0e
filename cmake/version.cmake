# SPDX-License-Identifier: GPL-3.0-or-later
# build/version.h: what --version and every results file say about this build.
set(CURB_FLAGS "${CMAKE_BUILD_TYPE} ${CMAKE_C_FLAGS}")
set(SOURCE ${PROJECT_SOURCE_DIR})
set(OUT ${PROJECT_BINARY_DIR}/version.h)
include(cmake/write-version.cmake)
add_custom_target(curb_version
  COMMAND ${CMAKE_COMMAND} -DSOURCE=${SOURCE} -DOUT=${OUT} -DPROJECT_VERSION=${PROJECT_VERSION}
    -DCMAKE_C_COMPILER_ID=${CMAKE_C_COMPILER_ID} -DCMAKE_C_COMPILER_VERSION=${CMAKE_C_COMPILER_VERSION}
    "-DCURB_FLAGS=${CURB_FLAGS}" -P ${PROJECT_SOURCE_DIR}/cmake/write-version.cmake
  BYPRODUCTS ${PROJECT_BINARY_DIR}/version.h VERBATIM)
