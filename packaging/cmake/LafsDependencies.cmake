# SPDX-License-Identifier: GPL-3.0-or-later
# Every outside library, looked up once. Debian's packages by default; another LibTorch through
# CMAKE_PREFIX_PATH.
find_package(Threads REQUIRED)
find_package(Boost 1.74 REQUIRED) # headers of Boost.Math
find_package(yaml-cpp REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(LIBZIP REQUIRED IMPORTED_TARGET libzip)
if(TARGET yaml-cpp::yaml-cpp)
  set(LAFS_YAML yaml-cpp::yaml-cpp)
else()
  set(LAFS_YAML yaml-cpp)
endif()

if(LAFS_BUILD_DESKTOP)
  find_package(Qt6 6.4 REQUIRED COMPONENTS Core Gui Widgets PrintSupport Svg Test)
  find_package(QCustomPlotQt6 REQUIRED)
endif()

if(LAFS_BUILD_LEARN)
  find_package(Torch REQUIRED)
  if(Torch_VERSION VERSION_GREATER_EQUAL 2.5) # its headers want C++20
    set(CMAKE_CXX_STANDARD 20)
  endif()
  find_package(OpenCV 4 REQUIRED COMPONENTS core dnn imgproc imgcodecs)
  pkg_check_modules(TURBOJPEG REQUIRED IMPORTED_TARGET libturbojpeg)
  find_package(OpenMP REQUIRED COMPONENTS CXX)
  find_library(LAFS_DNNL dnnl REQUIRED)

  # One training over several processes: the headers of the collectives inside LibTorch, its own where
  # it ships them. The registry's builds ship none of Gloo's; c10d's interface then takes the system's,
  # for it holds Gloo's types behind pointers alone and calls nothing of them.
  find_path(LAFS_GLOO_HEADERS gloo/context.h PATHS ${TORCH_INCLUDE_DIRS} NO_DEFAULT_PATH)
  find_path(LAFS_GLOO_HEADERS gloo/context.h)
  if(TARGET torch_cuda)
    find_path(LAFS_NCCL_HEADERS nccl.h HINTS ${TORCH_INCLUDE_DIRS} ${CUDA_TOOLKIT_ROOT_DIR}/include)
  endif()
  if(NOT LAFS_GLOO_HEADERS)
    message(STATUS "No headers of Gloo here: the worker trains in one process")
  endif()

  add_library(lafs_torch INTERFACE)
  target_link_libraries(lafs_torch INTERFACE torch OpenMP::OpenMP_CXX)
  target_include_directories(lafs_torch SYSTEM INTERFACE ${TORCH_INCLUDE_DIRS})
endif()
