// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include "app/desktop/preview/preview_client.h"
#include "widgets/faces/contact_sheet.h"

namespace lafs {

/// Fills a contact sheet with pictures of one source through the preview service, a few at a time,
/// those on screen first. Lives as long as the sheet.
class ThumbnailFeed : public QObject {
  Q_OBJECT

 public:
  ThumbnailFeed(PreviewClient& client, ContactSheet& sheet);

  /// What the sheet's indices are counted in. Call before the sheet's setPictures.
  void setSource(const Json& source);

 Q_SIGNALS:
  void failed(const QString& error);

 private:
  void want(const QVector<int>& indices);
  void next();

  PreviewClient& client_;
  ContactSheet& sheet_;
  Json source_ = Json::object();
  QVector<int> waiting_;
  bool asking_ = false;
  int generation_ = 0;
};

}  // namespace lafs
