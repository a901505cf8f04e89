// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace lafs::test {

/// An X server without a screen (Xvfb, 2560 × 1440), for as long as the object lives. When it is
/// there, DISPLAY and QT_QPA_PLATFORM name it: make it before the application object.
class VirtualScreen {
 public:
  VirtualScreen();
  ~VirtualScreen();
  VirtualScreen(const VirtualScreen&) = delete;
  VirtualScreen& operator=(const VirtualScreen&) = delete;
  bool isThere() const { return there_; }  ///< false where Xvfb is not installed

 private:
  int server_ = 0;
  bool there_ = false;
};

}  // namespace lafs::test
