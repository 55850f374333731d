# One function per kind of target, so that a directory says only what is special about it.

# ach_library(ach_vm_language SOURCES lexer.cpp … [LIBRARIES …])
#
# A static library of ours, under the arrow table.
function(ach_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LIBRARIES")
  add_library(${name} STATIC ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE ach_compiler PUBLIC ach_sdk ${arg_LIBRARIES})
  target_include_directories(${name} PUBLIC "${PROJECT_SOURCE_DIR}")
  ach_own(${name})
endfunction()

# ach_test(host_executor_test SOURCES executor_test.cpp LIBRARIES ach_host_kernel [LABELS …])
#
# A GoogleTest executable; every TEST in it becomes one ctest entry.
function(ach_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT" "SOURCES;LIBRARIES;LABELS")
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 300)
  endif()
  add_executable(${name} ${arg_SOURCES})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/tests")
  target_link_libraries(${name} PRIVATE ach_compiler ${arg_LIBRARIES} GTest::gmock GTest::gtest_main)
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST
    PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}")
endfunction()
