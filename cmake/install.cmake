# SPDX-License-Identifier: GPL-3.0-or-later
# cmake --install build: the program, one library of all layers, its headers, the scenarios.
include(GNUInstallDirs)
set(layers model study store analysis experiments plots)

set(objects "")
foreach(layer ${layers})
  list(APPEND objects $<TARGET_OBJECTS:curb_${layer}>)
endforeach()
add_library(curb_library STATIC ${objects})
set_target_properties(curb_library PROPERTIES OUTPUT_NAME curb LINKER_LANGUAGE C)

install(TARGETS curb RUNTIME)
install(TARGETS curb_library ARCHIVE)
foreach(layer ${layers})
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/${layer}/
    DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/curb/${layer} FILES_MATCHING PATTERN "*.h")
endforeach()
install(FILES ${PROJECT_SOURCE_DIR}/curb.h ${PROJECT_BINARY_DIR}/version.h
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/curb)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/scenarios DESTINATION ${CMAKE_INSTALL_DATADIR}/curb)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/tests/validation DESTINATION ${CMAKE_INSTALL_DATADIR}/curb/tests)
install(DIRECTORY ${PROJECT_BINARY_DIR}/locale/ DESTINATION ${CMAKE_INSTALL_LOCALEDIR})
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE ${PROJECT_SOURCE_DIR}/CITATION.cff
  DESTINATION ${CMAKE_INSTALL_DOCDIR})

# The file finds its prefix from where it lies, so that --prefix and moved trees work.
file(RELATIVE_PATH CURB_PC_UP "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
set(CURB_PC_OPENMP ${OpenMP_C_FLAGS})
get_filename_component(CURB_HDF5_HL ${HDF5_HL_LIBRARY} NAME_WE)
string(REGEX REPLACE "^lib" "-l" CURB_HDF5_HL ${CURB_HDF5_HL})
configure_file(${PROJECT_SOURCE_DIR}/cmake/curb.pc.in ${PROJECT_BINARY_DIR}/curb.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/curb.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
