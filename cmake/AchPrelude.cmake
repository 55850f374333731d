# ach_prelude(<target> <file.soc> <kSymbol> [MANIFESTS <manifest.json> …])
#
# Compiles a prelude to bytecode while the project is built and lets the sources of <target> include
# it: <dir>/<name>.soc becomes `#include "preludes/<name>.hpp"`, which defines
# `inline constexpr unsigned char kSymbol[]`. The manifests say which built-in names the prelude may
# use; without them every name that it does not declare passes for one.
function(ach_prelude target source symbol)
  cmake_parse_arguments(PARSE_ARGV 3 arg "" "" "MANIFESTS")
  get_filename_component(path "${source}" ABSOLUTE)
  get_filename_component(name "${source}" NAME_WE)
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/generated")
  set(header "${folder}/preludes/${name}.hpp")
  set(manifests "")
  foreach(manifest IN LISTS arg_MANIFESTS)
    get_filename_component(manifest "${manifest}" ABSOLUTE)
    list(APPEND manifests "${manifest}")
  endforeach()
  file(MAKE_DIRECTORY "${folder}/preludes")
  add_custom_command(
    OUTPUT "${header}"
    COMMAND ach_preludec "${path}" "${header}" "${symbol}" ${manifests}
    DEPENDS ach_preludec "${path}" ${manifests}
    COMMENT "Compiling prelude ${source}"
    VERBATIM)
  target_sources(${target} PRIVATE "${header}")
  target_include_directories(${target} PRIVATE "${folder}")
endfunction()
