// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/preview/preview_answer.h"

#include <cstring>
#include <vector>

namespace lafs {

namespace {

constexpr qsizetype kLargestAnswer = qsizetype{1} << 30;

/// One array of an answer, checked against the bytes that there are.
struct Block {
  std::vector<qint64> shape;
  const char* data = nullptr;
  qint64 count = 0;
};

Block blockOf(const PreviewAnswer& answer, const std::string& name, const char* type,
              qint64 elementBytes) {
  Block block;
  try {
    for (const Json& entry : answer.head.value("blocks", Json::array())) {
      if (entry.at("name") != name || entry.at("type") != type) continue;
      const auto offset = entry.at("offset").get<qint64>();
      block.shape = entry.at("shape").get<std::vector<qint64>>();
      qint64 count = 1;
      for (const qint64 size : block.shape) count *= size;
      if (offset < 0 || count < 0 || offset + count * elementBytes > answer.data.size()) return {};
      block.data = answer.data.constData() + offset;
      block.count = count;
      return block;
    }
  } catch (const Json::exception&) {
    return {};  // a block that is described wrongly is a block that is not there
  }
  return block;
}

QImage imageAt(const char* data, qint64 height, qint64 width) {
  const QImage view(reinterpret_cast<const uchar*>(data), static_cast<int>(width),
                    static_cast<int>(height), static_cast<qsizetype>(width) * 3,
                    QImage::Format_RGB888);
  return view.convertToFormat(QImage::Format_RGB32);
}

QString problemText(const Json& head) {
  return QString::fromStdString(head.value("error", std::string()));
}

}  // namespace

bool PreviewAnswer::has(const std::string& block) const {
  for (const Json& entry : head.value("blocks", Json::array())) {
    if (entry.value("name", std::string()) == block) return true;
  }
  return false;
}

QImage PreviewAnswer::picture(const std::string& name, int row) const {
  const Block block = blockOf(*this, name, "u8", 1);
  if (block.shape.size() == 3 && row == 0 && block.shape[2] == 3) {
    return imageAt(block.data, block.shape[0], block.shape[1]);
  }
  if (block.shape.size() != 4 || block.shape[3] != 3 || row < 0 || row >= block.shape[0]) return {};
  return imageAt(block.data + row * block.shape[1] * block.shape[2] * 3, block.shape[1],
                 block.shape[2]);
}

QVector<QImage> PreviewAnswer::pictures(const std::string& name) const {
  QVector<QImage> all;
  const int count = rows(name);
  for (int row = 0; row < count; ++row) all.append(picture(name, row));
  return all;
}

QVector<QPointF> PreviewAnswer::points(const std::string& name, int row) const {
  const Block block = blockOf(*this, name, "f32", 4);
  const std::size_t dimensions = block.shape.size();
  if (dimensions < 2 || dimensions > 3 || block.shape.back() != 2) return {};
  const qint64 sets = dimensions == 3 ? block.shape[0] : 1;
  const qint64 count = block.shape[dimensions - 2];
  if (row < 0 || row >= sets) return {};
  std::vector<float> values(static_cast<std::size_t>(2 * count));
  if (count > 0) std::memcpy(values.data(), block.data + row * count * 8, values.size() * 4);
  QVector<QPointF> points;
  points.reserve(static_cast<int>(count));
  for (qint64 k = 0; k < count; ++k) points.append({values[2 * k], values[2 * k + 1]});
  return points;
}

int PreviewAnswer::rows(const std::string& name) const {
  for (const Json& entry : head.value("blocks", Json::array())) {
    if (entry.value("name", std::string()) != name) continue;
    const Json shape = entry.value("shape", Json::array());
    return shape.empty() ? 0 : shape.front().get<int>();
  }
  return 0;
}

QVector<int> PreviewAnswer::integers(const std::string& name) const {
  const Block block = blockOf(*this, name, "i32", 4);
  QVector<int> values(static_cast<int>(block.count));
  if (block.count > 0) {
    std::memcpy(values.data(), block.data, static_cast<std::size_t>(block.count) * 4);
  }
  return values;
}

bool PreviewStream::next(PreviewAnswer& answer) {
  if (broken_) return false;
  if (wanted_ < 0) {
    const qsizetype end = buffer_.indexOf('\n');
    if (end < 0) return false;
    head_ = Json::parse(buffer_.constData(), buffer_.constData() + end, nullptr, false);
    buffer_.remove(0, end + 1);
    const Json bytes = head_.is_object() ? head_.value("bytes", Json()) : Json();
    broken_ = !bytes.is_number_unsigned() || bytes.get<quint64>() > quint64(kLargestAnswer);
    if (broken_) return false;
    wanted_ = bytes.get<qsizetype>();
  }
  if (buffer_.size() < wanted_) return false;
  answer.head = std::move(head_);
  answer.data = buffer_.left(wanted_);
  answer.error = problemText(answer.head);
  buffer_.remove(0, wanted_);
  wanted_ = -1;
  return true;
}

}  // namespace lafs
