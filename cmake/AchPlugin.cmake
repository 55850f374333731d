# achronyme_add_plugin(<name> MANIFEST manifest.json SOURCES … [LIBRARIES …]
#                      [OUTPUT_DIRECTORY dir] [NODELETE])
#
# Without OUTPUT_DIRECTORY the module goes to ${ACHRONYME_PLUGIN_OUTPUT_DIRECTORY}, or to plugins/ of
# the build tree.
#
# Builds a loadable module that sees the SDK and nothing else of ours. The manifest is embedded in
# the binary (section "ach.manifest") and copied beside it as <name>.manifest.json, so that a host
# learns everything without mapping the file. Exactly one symbol is exported: ach_module_v1.
# This file is also installed with the SDK, so plugins built elsewhere use the same function. What
# only our own tree has (warnings, arrows, installation) applies where the target exists.

enable_language(ASM)  # for the embedded manifest
set(ACHRONYME_PLUGIN_SUPPORT_DIR "${CMAKE_CURRENT_LIST_DIR}")

function(achronyme_add_plugin name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "NODELETE" "MANIFEST;OUTPUT_DIRECTORY" "SOURCES;LIBRARIES")
  if(NOT arg_MANIFEST)
    message(FATAL_ERROR
      "achronyme_add_plugin(${name}): MANIFEST is missing. Name the plugin's manifest JSON file.")
  endif()
  get_filename_component(manifest "${arg_MANIFEST}" ABSOLUTE)
  if(NOT EXISTS "${manifest}")
    message(FATAL_ERROR "achronyme_add_plugin(${name}): there is no manifest at ${manifest}.")
  endif()
  if(NOT arg_SOURCES)
    message(FATAL_ERROR "achronyme_add_plugin(${name}): SOURCES is missing.")
  endif()
  achronyme_check_manifest("${name}" "${manifest}")
  if(NOT arg_OUTPUT_DIRECTORY)
    set(arg_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/plugins")
    if(ACHRONYME_PLUGIN_OUTPUT_DIRECTORY)
      set(arg_OUTPUT_DIRECTORY "${ACHRONYME_PLUGIN_OUTPUT_DIRECTORY}")
    endif()
  endif()

  achronyme_embed_manifest("${name}" "${manifest}" embedded)
  get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
  add_library(${name} MODULE ${arg_SOURCES} "${embedded}")
  target_link_libraries(${name} PRIVATE Achronyme::sdk ${arg_LIBRARIES})
  if("CXX" IN_LIST languages)
    target_compile_features(${name} PRIVATE cxx_std_20)
  endif()
  set_target_properties(${name} PROPERTIES
    C_STANDARD 11 C_STANDARD_REQUIRED ON
    PREFIX "" SUFFIX ".so"
    C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
    LIBRARY_OUTPUT_DIRECTORY "${arg_OUTPUT_DIRECTORY}"
    LINK_DEPENDS "${ACHRONYME_PLUGIN_SUPPORT_DIR}/ach_plugin.map")
  target_link_options(${name} PRIVATE
    "-Wl,--version-script=${ACHRONYME_PLUGIN_SUPPORT_DIR}/ach_plugin.map" "-Wl,--gc-sections")
  # A missing symbol is an error when the plugin is linked, not when somebody loads it. With clang a
  # sanitizer's runtime is in the executable alone, so there the check would refuse every plugin.
  if(CMAKE_C_COMPILER_ID STREQUAL "GNU" OR CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_link_options(${name} PRIVATE "-Wl,--no-undefined")
  endif()
  if(arg_NODELETE)
    target_link_options(${name} PRIVATE "-Wl,-z,nodelete")
  endif()
  add_custom_command(TARGET ${name} POST_BUILD COMMAND ${CMAKE_COMMAND} -E copy_if_different
    "${manifest}" "${arg_OUTPUT_DIRECTORY}/${name}.manifest.json" VERBATIM)

  if(COMMAND ach_own_plugin)
    ach_own_plugin(${name})
  endif()
endfunction()

# A manifest that no host would take is found here, not when somebody wonders where the plugin is. What
# is checked is the frame: JSON, the keys that must be there, and that there are no others.
function(achronyme_check_manifest name manifest)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${manifest}")
  file(READ "${manifest}" text)
  set(prefix "achronyme_add_plugin(${name}): ${manifest}")
  string(JSON count ERROR_VARIABLE problem LENGTH "${text}")
  if(problem)
    message(FATAL_ERROR "${prefix} is not valid JSON: ${problem}")
  endif()
  foreach(key manifest id version abi)
    string(JSON value ERROR_VARIABLE problem GET "${text}" ${key})
    if(problem)
      message(FATAL_ERROR "${prefix} has no \"${key}\"; docs/plugins.md shows a whole manifest.")
    endif()
  endforeach()
  set(known $schema manifest id version summary license abi provides requires contributes activation
    files threads isolation reload resident permissions config)
  math(EXPR last "${count} - 1")
  foreach(at RANGE ${last})
    string(JSON key MEMBER "${text}" ${at})
    if(NOT key IN_LIST known)
      list(JOIN known ", " names)
      message(FATAL_ERROR "${prefix} has the unknown key \"${key}\". Known are: ${names}.")
    endif()
  endforeach()
endfunction()

# Writes an assembler file that holds the manifest's bytes. C cannot include a file as bytes, and a
# string literal has a length limit; 'R' is SHF_GNU_RETAIN, which --gc-sections respects.
function(achronyme_embed_manifest name manifest result)
  set(embedded "${CMAKE_CURRENT_BINARY_DIR}/${name}.manifest.S")
  file(CONFIGURE OUTPUT "${embedded}" @ONLY CONTENT
"    .section ach.manifest,\"aR\",@progbits
    .incbin \"@manifest@\"
    .section .note.GNU-stack,\"\",@progbits
")
  set_source_files_properties("${embedded}" PROPERTIES OBJECT_DEPENDS "${manifest}" LANGUAGE ASM)
  set(${result} "${embedded}" PARENT_SCOPE)
endfunction()
