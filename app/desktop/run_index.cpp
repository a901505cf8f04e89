// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/run_index.h"

#include <QDataStream>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <memory>
#include <unordered_map>
#include <utility>

namespace lafs {

namespace {

constexpr quint32 kMagic = 0x4c524e32;  // "LRN2"; another layout gets another number

QByteArray bytesOf(const std::string& text) {
  return QByteArray(text.data(), static_cast<int>(text.size()));
}

void write(QDataStream& out, const std::string& text) {
  out << bytesOf(text);
}

std::string readText(QDataStream& in) {
  QByteArray bytes;
  in >> bytes;
  return bytes.toStdString();
}

template <typename Value, typename Writer>
void writeMap(QDataStream& out, const std::map<std::string, Value>& values, Writer writeValue) {
  out << static_cast<quint32>(values.size());
  for (const auto& [key, value] : values) {
    write(out, key);
    writeValue(value);
  }
}

template <typename Reader>
void readMap(QDataStream& in, Reader readEntry) {
  quint32 count = 0;
  in >> count;
  for (quint32 i = 0; i < count && in.status() == QDataStream::Ok; ++i) readEntry(readText(in));
}

void writeRow(QDataStream& out, const RunRow& row) {
  for (const std::string* text :
       {&row.directory, &row.name, &row.problem, &row.experiment, &row.subject, &row.host,
        &row.error, &row.progress.unit, &row.note, &row.tags}) {
    write(out, *text);
  }
  const auto text = [&out](const std::string& value) { write(out, value); };
  const auto number = [&out](double value) { out << value; };
  writeMap(out, row.inputs, text);
  writeMap(out, *row.spec, text);
  writeMap(out, row.metrics, number);
  out << static_cast<qint32>(row.state) << row.paused << static_cast<qint64>(row.progress.step)
      << static_cast<qint64>(row.progress.steps) << static_cast<qint64>(row.progress.epoch)
      << static_cast<qint64>(row.progress.epochs) << row.progress.rate << row.seconds << row.started
      << row.updated << row.silenceSeconds << static_cast<qint64>(row.pid);
  out << static_cast<quint32>(row.spark.size());
  for (const float value : row.spark) out << static_cast<double>(value);
}

/// Equal specs (seeds, retries, whole matrices) share one object.
using SpecPool = std::unordered_map<std::string, std::shared_ptr<const SpecValues>>;

std::shared_ptr<const SpecValues> pooled(SpecPool& pool, SpecValues values) {
  std::string key;
  for (const auto& [path, value] : values) key += path + '=' + value + '\n';
  auto& known = pool[key];
  if (!known) known = std::make_shared<const SpecValues>(std::move(values));
  return known;
}

std::shared_ptr<RunRow> readRow(QDataStream& in, SpecPool& pool) {
  auto row = std::make_shared<RunRow>();
  for (std::string* text :
       {&row->directory, &row->name, &row->problem, &row->experiment, &row->subject, &row->host,
        &row->error, &row->progress.unit, &row->note, &row->tags}) {
    *text = readText(in);
  }
  row->identity = parseRunName(row->name);
  SpecValues spec;
  readMap(in, [&](const std::string& key) { row->inputs[key] = readText(in); });
  readMap(in, [&](const std::string& key) { spec[key] = readText(in); });
  readMap(in, [&](const std::string& key) { in >> row->metrics[key]; });
  row->spec = pooled(pool, std::move(spec));
  qint32 state = 0;
  qint64 step = 0;
  qint64 steps = 0;
  qint64 epoch = 0;
  qint64 epochs = 0;
  qint64 pid = 0;
  in >> state >> row->paused >> step >> steps >> epoch >> epochs >> row->progress.rate >>
      row->seconds >> row->started >> row->updated >> row->silenceSeconds >> pid;
  row->state = static_cast<RunState>(state);
  row->progress.step = step;
  row->progress.steps = steps;
  row->progress.epoch = epoch;
  row->progress.epochs = epochs;
  row->pid = pid;
  quint32 count = 0;
  in >> count;
  for (quint32 i = 0; i < count && in.status() == QDataStream::Ok; ++i) {
    double value = 0;
    in >> value;
    row->spark.push_back(static_cast<float>(value));
  }
  return row;
}

}  // namespace

std::map<std::string, ReadRun> loadRunIndex(const std::string& file,
                                            const std::string& runsFolder) {
  std::map<std::string, ReadRun> runs;
  QFile source(QString::fromStdString(file));
  if (!source.open(QIODevice::ReadOnly)) return runs;
  const QByteArray bytes = source.readAll();
  QDataStream in(bytes);
  quint32 magic = 0;
  quint32 count = 0;
  in >> magic;
  if (magic != kMagic || readText(in) != runsFolder) return runs;
  in >> count;
  SpecPool pool;
  for (quint32 i = 0; i < count && in.status() == QDataStream::Ok; ++i) {
    ReadRun read;
    for (FileStamp& stamp : read.stamps.files) {
      qint64 size = 0;
      qint64 modified = 0;
      qint64 inode = 0;
      in >> size >> modified >> inode;
      stamp = {size, modified, inode};
    }
    read.row = readRow(in, pool);
    if (in.status() == QDataStream::Ok) runs[read.row->directory] = std::move(read);
  }
  return runs;
}

void saveRunIndex(const std::string& file, const std::string& runsFolder,
                  const std::map<std::string, ReadRun>& runs) {
  const QString path = QString::fromStdString(file);
  QDir().mkpath(QFileInfo(path).path());
  QByteArray bytes;
  QDataStream out(&bytes, QIODevice::WriteOnly);
  out << kMagic;
  write(out, runsFolder);
  out << static_cast<quint32>(runs.size());
  for (const auto& [directory, read] : runs) {
    for (const FileStamp& stamp : read.stamps.files) {
      out << static_cast<qint64>(stamp.size) << static_cast<qint64>(stamp.modified)
          << static_cast<qint64>(stamp.inode);
    }
    writeRow(out, *read.row);
  }
  QSaveFile target(path);
  if (!target.open(QIODevice::WriteOnly)) return;
  target.write(bytes);
  target.commit();
}

}  // namespace lafs
