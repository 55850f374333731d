# achronyme_add_plugin(<name> MANIFEST manifest.json SOURCES … [LIBRARIES …])
#
# Builds a loadable module that sees the SDK and nothing else of ours. The manifest is embedded in
# the binary (section "ach.manifest") and copied beside it as <name>.manifest.json, so that a host
# learns everything without mapping the file. Exactly one symbol is exported: ach_module_v1.
# This file is also installed with the SDK, so plugins built elsewhere use the same function.

set(ACHRONYME_PLUGIN_SUPPORT_DIR "${CMAKE_CURRENT_LIST_DIR}")

function(achronyme_add_plugin name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "NODELETE" "MANIFEST;OUTPUT_DIRECTORY" "SOURCES;LIBRARIES")
  if(NOT arg_MANIFEST)
    message(FATAL_ERROR "achronyme_add_plugin(${name}): MANIFEST is missing. Name the plugin's manifest JSON file.")
  endif()
  if(NOT arg_OUTPUT_DIRECTORY)
    set(arg_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/plugins")
  endif()
  get_filename_component(manifest "${arg_MANIFEST}" ABSOLUTE)
  set(embedded "${CMAKE_CURRENT_BINARY_DIR}/${name}.manifest.S")
  file(CONFIGURE OUTPUT "${embedded}" @ONLY CONTENT
"/* The manifest, read by hosts without running anything of this file. 'R' is SHF_GNU_RETAIN. */
    .section ach.manifest,\"aR\",@progbits
    .incbin \"@manifest@\"
    .section .note.GNU-stack,\"\",@progbits
")
  set_source_files_properties("${embedded}" PROPERTIES OBJECT_DEPENDS "${manifest}" LANGUAGE C)
  add_library(${name} MODULE ${arg_SOURCES} "${embedded}")
  target_link_libraries(${name} PRIVATE Achronyme::sdk ${arg_LIBRARIES})
  set_target_properties(${name} PROPERTIES
    PREFIX "" SUFFIX ".so"
    C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
    LIBRARY_OUTPUT_DIRECTORY "${arg_OUTPUT_DIRECTORY}"
    LINK_DEPENDS "${ACHRONYME_PLUGIN_SUPPORT_DIR}/ach_plugin.map")
  target_link_options(${name} PRIVATE
    "-Wl,--version-script=${ACHRONYME_PLUGIN_SUPPORT_DIR}/ach_plugin.map" "-Wl,--gc-sections")
  if(arg_NODELETE)
    target_link_options(${name} PRIVATE "-Wl,-z,nodelete")
  endif()
  add_custom_command(TARGET ${name} POST_BUILD COMMAND ${CMAKE_COMMAND} -E copy_if_different
    "${manifest}" "${arg_OUTPUT_DIRECTORY}/${name}.manifest.json" VERBATIM)
endfunction()
