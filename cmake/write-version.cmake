# SPDX-License-Identifier: GPL-3.0-or-later
# Writes version.h, if it is to be another: cmake -DSOURCE=... -DOUT=... -P write-version.cmake. Run when
# the build is configured and again by each build, for a commit may lie between.
find_package(Git QUIET)
set(CURB_GIT_HASH "unknown")
set(CURB_GIT_DIRTY 0)
if(GIT_FOUND)
  execute_process(COMMAND ${GIT_EXECUTABLE} rev-parse --short=12 HEAD
    WORKING_DIRECTORY ${SOURCE} OUTPUT_VARIABLE hash
    OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
  if(NOT failed)
    set(CURB_GIT_HASH ${hash})
    execute_process(COMMAND ${GIT_EXECUTABLE} diff --quiet HEAD
      WORKING_DIRECTORY ${SOURCE} RESULT_VARIABLE CURB_GIT_DIRTY ERROR_QUIET)
  endif()
endif()
configure_file(${CMAKE_CURRENT_LIST_DIR}/version.h.in ${OUT} @ONLY)
