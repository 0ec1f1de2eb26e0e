# SPDX-License-Identifier: GPL-3.0-or-later
# format-check and tidy: how the source should look. Version 14 only, Debian 12's: other versions
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

if(CURB_CLANG_TIDY)
  add_custom_target(tidy
    COMMAND ${CURB_CLANG_TIDY} --quiet -p ${PROJECT_BINARY_DIR} ${tidied}
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} VERBATIM)
endif()
