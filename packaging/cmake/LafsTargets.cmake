# SPDX-License-Identifier: GPL-3.0-or-later
# The three ways to declare something in this tree. Each room of core/ is one static library whose
# CMakeLists.txt lists its sources by hand; the layers are in what it links.

# Qt wants position-independent code in the tests, and the libraries are linked into them.
#
# LibTorch's headers cost most of a build. A precompiled one does not help: with g++ 12 at -O3 every source
# that uses one of <torch/torch.h> instantiates and optimises all that header's pending templates again,
# which costs more than parsing the narrow headers that the source names. So the sources of a library with
# TORCH are compiled a few at a time (what a source keeps to itself has a name of its own in its library).
add_compile_options(-fPIC)

find_program(LAFS_LLD ld.lld)
if(LAFS_LLD)
  add_link_options(-fuse-ld=lld)
endif()

function(lafs_compile_options target)
  target_include_directories(${target} PUBLIC ${CMAKE_SOURCE_DIR})
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wshadow -Wnon-virtual-dtor)
  if(LAFS_WARNINGS_AS_ERRORS)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
  # g++ 12 in C++20 mode warns of overlaps and overflows inside std::string's own code (GCC bug 105651).
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13
     AND CMAKE_CXX_STANDARD GREATER 17)
    target_compile_options(${target} PRIVATE -Wno-restrict -Wno-array-bounds
                                             -Wno-stringop-overflow -Wno-stringop-overread)
  endif()
  if(LAFS_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=${LAFS_SANITIZE} -fno-omit-frame-pointer
                                             -fno-sanitize-recover=all)
    target_link_options(${target} PUBLIC -fsanitize=${LAFS_SANITIZE})
  endif()
endfunction()

# The classes of QtWidgets, precompiled; for libraries of many small sources that draw.
function(lafs_precompile_qt target)
  target_precompile_headers(${target} PRIVATE <QtWidgets> <algorithm> <map> <memory> <optional> <string> <vector>)
endfunction()

# lafs_library(NAME SOURCES a.cpp ... LINK lib ... [TORCH])
# A library without TORCH sees no LibTorch header.
function(lafs_library name)
  cmake_parse_arguments(ARG "TORCH" "" "SOURCES;LINK" ${ARGN})
  if(NOT ARG_SOURCES)
    add_library(${name} INTERFACE)
    target_include_directories(${name} INTERFACE ${CMAKE_SOURCE_DIR})
    target_link_libraries(${name} INTERFACE ${ARG_LINK})
    return()
  endif()
  add_library(${name} STATIC ${ARG_SOURCES})
  lafs_compile_options(${name})
  target_link_libraries(${name} PUBLIC ${ARG_LINK})
  if(ARG_TORCH)
    target_link_libraries(${name} PUBLIC lafs_torch)
    set_target_properties(${name} PROPERTIES UNITY_BUILD ${LAFS_UNITY} UNITY_BUILD_BATCH_SIZE 6)
  endif()
endfunction()

# lafs_test(NAME LABELS fast [slow gui process] LINK lib ... [TORCH] [ENVIRONMENT K=V ...] [TIMEOUT s])
# NAME.cpp holds one Qt Test class; the binary is NAME. No test found is an error.
function(lafs_test name)
  cmake_parse_arguments(ARG "TORCH" "TIMEOUT" "LABELS;LINK;ENVIRONMENT;SOURCES" ${ARGN})
  if(NOT LAFS_BUILD_DESKTOP)
    return()
  endif()
  add_executable(${name} ${name}.cpp ${ARG_SOURCES})
  set_target_properties(${name} PROPERTIES AUTOMOC ON RUNTIME_OUTPUT_DIRECTORY
                                                      ${CMAKE_BINARY_DIR}/tests)
  lafs_compile_options(${name})
  target_compile_definitions(${name} PRIVATE QT_NO_KEYWORDS)
  target_link_libraries(${name} PRIVATE ${ARG_LINK} lafs_test_support Qt6::Test)
  if(ARG_TORCH)
    target_link_libraries(${name} PRIVATE lafs_torch)
  endif()
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)
  endif()
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(
    ${name}
    PROPERTIES LABELS "${ARG_LABELS}"
               TIMEOUT ${ARG_TIMEOUT}
               # Qt Test prints SKIP lines and still exits 0; in CI a skip is a failure.
               ENVIRONMENT "QT_QPA_PLATFORM=offscreen;${ARG_ENVIRONMENT}")
endfunction()
