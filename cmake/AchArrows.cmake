# Who may use whom. This table is the architecture: the configure step fails when a target of ours
# links what its line does not name. Tests, benchmarks and tools are not in it: they may use
# anything, and nothing may use them. A target without a line (every plugin) sees the SDK alone.
#
# tools/checks/includes.py reads the same table to hold #include lines to it.

set(ACH_ARROWS
  "ach_sdk           ->"
  "ach_host_kernel   -> ach_sdk"
  "ach_host_shell    -> ach_sdk ach_host_kernel"
  "achronyme         -> ach_sdk ach_host_kernel ach_host_shell"
  "ach_vm_support    -> ach_sdk"
  "ach_vm_bytecode   -> ach_sdk ach_vm_support"
  "ach_vm_language   -> ach_sdk ach_vm_support ach_vm_bytecode"
  "ach_vm_runtime    -> ach_sdk ach_vm_support ach_vm_bytecode"
  "vm                -> ach_sdk ach_vm_support ach_vm_bytecode ach_vm_language ach_vm_runtime"
  "ach_file_common   -> ach_sdk"
  "ach_json_common   -> ach_sdk"
  "builtins          -> ach_sdk ach_json_common"
  "async_io          -> ach_sdk ach_file_common ach_json_common"
  "session           -> ach_sdk ach_file_common"
  "http              -> ach_sdk ach_json_common"
  "ach_ui_common     -> ach_sdk"
  "ui                -> ach_sdk ach_ui_common"
  "ui_headless       -> ach_sdk ach_ui_common"
  "ui_wx             -> ach_sdk ach_ui_common")

# Puts `target` under the table. The functions that make our targets call this.
function(ach_own target)
  set_property(GLOBAL APPEND PROPERTY ACH_TARGETS ${target})
endfunction()

# Called once, at the end of the top-level file.
function(ach_check_arrows)
  get_property(ours GLOBAL PROPERTY ACH_TARGETS)
  foreach(target IN LISTS ours)
    set(allowed ach_sdk)
    foreach(arrow IN LISTS ACH_ARROWS)
      if(arrow MATCHES "^${target} *-> *(.*)$")
        string(REGEX REPLACE " +" ";" allowed "${CMAKE_MATCH_1}")
      endif()
    endforeach()
    get_target_property(kind ${target} TYPE)
    if(kind STREQUAL "INTERFACE_LIBRARY")
      get_target_property(links ${target} INTERFACE_LINK_LIBRARIES)
    else()
      get_target_property(links ${target} LINK_LIBRARIES)
    endif()
    foreach(link IN LISTS links)
      string(REGEX REPLACE "^\\$<LINK_ONLY:(.*)>$" "\\1" link "${link}")
      if(TARGET "${link}")
        get_target_property(real "${link}" ALIASED_TARGET)
        if(real)
          set(link "${real}")
        endif()
      endif()
      if(link IN_LIST ours AND NOT link IN_LIST allowed)
        message(FATAL_ERROR "${target} links ${link}, which cmake/AchArrows.cmake does not allow.")
      endif()
    endforeach()
  endforeach()
endfunction()
