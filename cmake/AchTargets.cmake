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

# ach_cold_sources(schema_check.cpp …)
#
# Files that run once at start or on an error and whose templates cost the compiler more than they
# ever cost a user. They are optimised less in release, which brings the slowest from 18 s to 10 s.
function(ach_cold_sources)
  if(CMAKE_BUILD_TYPE STREQUAL "Release")
    set_property(SOURCE ${ARGN} APPEND PROPERTY COMPILE_OPTIONS -O1)
  endif()
endfunction()

# ach_test(host_executor_test SOURCES executor_test.cpp LIBRARIES ach_host_kernel
#          [LABELS …] [TIMEOUT seconds])
#
# A GoogleTest executable; every TEST in it becomes one ctest entry. The timeout is there for hangs
# and is longer where a sanitizer makes everything slower. What is tested is compiled as users get it;
# the test itself runs once and is optimised less.
function(ach_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT" "SOURCES;LIBRARIES;LABELS")
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 300)
  endif()
  if(ACH_SANITIZE)
    math(EXPR arg_TIMEOUT "${arg_TIMEOUT} * 3")
  endif()
  add_executable(${name} ${arg_SOURCES})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/tests")
  target_link_libraries(${name} PRIVATE ach_compiler ${arg_LIBRARIES} GTest::gmock GTest::gtest_main)
  target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-O1>)
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60
    PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}")
endfunction()

# ach_bench(bus_bench SOURCES bus_bench.cpp LIBRARIES ach_host_kernel)
#
# A Google Benchmark executable under build/<preset>/bench. It is built by the target `benchmarks`
# alone and run by bench/run.py, which finds it there.
function(ach_bench name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LIBRARIES")
  add_executable(${name} EXCLUDE_FROM_ALL ${arg_SOURCES})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bench")
  target_link_libraries(${name} PRIVATE
    ach_compiler ${arg_LIBRARIES} benchmark::benchmark benchmark::benchmark_main)
  add_dependencies(benchmarks ${name})
endfunction()

# Called by achronyme_add_plugin() in our own tree: our warnings, our arrows, and for what is not a
# fixture of a test a place in the installation.
function(ach_own_plugin name)
  target_link_libraries(${name} PRIVATE ach_compiler)
  ach_own(${name})
  cmake_path(RELATIVE_PATH CMAKE_CURRENT_SOURCE_DIR BASE_DIRECTORY "${PROJECT_SOURCE_DIR}"
    OUTPUT_VARIABLE place)
  if(place MATCHES "^(vm|plugins)/")
    set_property(GLOBAL APPEND PROPERTY ACH_SHIPPED_PLUGINS ${name})
  endif()
endfunction()
