// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/preview/window_preview.h"

#include "app/desktop/desktop_context.h"

namespace lafs {

PreviewClient& previewClient(DesktopContext& desktop) {
  auto* client = desktop.findChild<PreviewClient*>(QString(), Qt::FindDirectChildrenOnly);
  if (!client) client = new PreviewClient(desktop.workspace().program(), &desktop);
  return *client;
}

}  // namespace lafs
