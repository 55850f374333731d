# What `cmake --install` puts where, and the target `product`: all that is needed to run a script.
#
#     bin/achronyme
#     lib/achronyme/plugins/<name>.so, <name>.manifest.json
#     share/achronyme/…              configuration and its schema
#     include/achronyme/…            the SDK
#     lib/cmake/Achronyme/…          find_package(Achronyme), achronyme_add_plugin()
#
# Nothing in there holds an absolute path: the prefix may be moved after the installation, and the
# executable finds plugins and configuration relative to itself.
include(CMakePackageConfigHelpers)

get_property(shipped GLOBAL PROPERTY ACH_SHIPPED_PLUGINS)
set(cmake_destination lib/cmake/Achronyme)

add_custom_target(product)
if(TARGET achronyme)
  add_dependencies(product achronyme)
  install(TARGETS achronyme RUNTIME DESTINATION bin)
endif()
foreach(plugin IN LISTS shipped)
  add_dependencies(product ${plugin})
  install(TARGETS ${plugin} LIBRARY DESTINATION lib/achronyme/plugins)
  install(FILES "${PROJECT_BINARY_DIR}/plugins/${plugin}.manifest.json"
    DESTINATION lib/achronyme/plugins)
endforeach()
if(IS_DIRECTORY "${PROJECT_SOURCE_DIR}/config")
  install(DIRECTORY config/ DESTINATION share/achronyme/config FILES_MATCHING PATTERN "*.json")
endif()

set_target_properties(ach_sdk PROPERTIES EXPORT_NAME sdk)
install(TARGETS ach_sdk EXPORT AchronymeTargets)
install(DIRECTORY sdk/include/ DESTINATION include)
install(EXPORT AchronymeTargets NAMESPACE Achronyme:: DESTINATION ${cmake_destination})
install(FILES cmake/AchPlugin.cmake cmake/ach_plugin.map DESTINATION ${cmake_destination})
configure_package_config_file(cmake/AchronymeConfig.cmake.in
  "${PROJECT_BINARY_DIR}/AchronymeConfig.cmake" INSTALL_DESTINATION ${cmake_destination})
write_basic_package_version_file("${PROJECT_BINARY_DIR}/AchronymeConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES "${PROJECT_BINARY_DIR}/AchronymeConfig.cmake"
  "${PROJECT_BINARY_DIR}/AchronymeConfigVersion.cmake" DESTINATION ${cmake_destination})
