# SPDX-License-Identifier: GPL-3.0-or-later
# build/version.h: what --version and every results file say about this build.
find_package(Git QUIET)
set(CURB_GIT_HASH "unknown")
set(CURB_GIT_DIRTY 0)
if(GIT_FOUND)
  execute_process(COMMAND ${GIT_EXECUTABLE} rev-parse --short=12 HEAD
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} OUTPUT_VARIABLE hash
    OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
  if(NOT failed)
    set(CURB_GIT_HASH ${hash})
    execute_process(COMMAND ${GIT_EXECUTABLE} diff --quiet HEAD
      WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} RESULT_VARIABLE CURB_GIT_DIRTY ERROR_QUIET)
  endif()
endif()
set(CURB_FLAGS "${CMAKE_BUILD_TYPE} ${CMAKE_C_FLAGS}")
configure_file(${PROJECT_SOURCE_DIR}/cmake/version.h.in ${PROJECT_BINARY_DIR}/version.h @ONLY)
