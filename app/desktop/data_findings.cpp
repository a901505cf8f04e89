// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/data_findings.h"

#include <QCoreApplication>
#include <QLocale>
#include <utility>

namespace lafs {

namespace {

using Weight = DataFinding::Weight;

QString tr(const char* text) {
  return QCoreApplication::translate("DataFindings", text);
}

QString textOf(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string()
             ? QString::fromStdString(found->get<std::string>())
             : QString();
}

qint64 countOf(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number() ? found->get<qint64>() : 0;
}

bool isTrue(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_boolean() && found->get<bool>();
}

Json part(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() ? *found : Json::object();
}

QString number(qint64 count) {
  return QLocale().toString(count);
}

/// "anna/1.png (anna)"
QString pictureText(const Json& picture) {
  return QString("%1 (%2)").arg(textOf(picture, "image"), textOf(picture, "identity"));
}

DataFinding contentsOf(const Json& set, const QString& name) {
  const Json shots = part(set, "shots");
  QStringList sizes;
  for (const Json& size : part(set, "sizes")) {
    sizes << QString("%1 × %2: %3")
                 .arg(countOf(size, "width"))
                 .arg(countOf(size, "height"))
                 .arg(number(countOf(size, "images")));
  }
  const qint64 fewest = countOf(shots, "min");
  const qint64 most = countOf(shots, "max");
  const QString each = fewest == most ? number(most) : tr("%1 to %2").arg(fewest).arg(most);
  return {Weight::Note,
          tr("%1: %2 pictures of %3 identities")
              .arg(name, number(countOf(set, "images")), number(countOf(set, "identities"))),
          tr("%1 pictures each, %2 of them looked at")
              .arg(each, number(countOf(part(set, "checked"), "images"))),
          sizes};
}

DataFinding damageOf(const Json& set, const QString& name) {
  const qint64 damaged = countOf(set, "damaged_count");
  if (damaged == 0) return {Weight::Good, tr("%1: every picture can be read").arg(name), {}, {}};
  DataFinding finding{Weight::Bad,
                      tr("%1: %2 damaged pictures").arg(name, number(damaged)),
                      tr("They cannot be read. Take them out, or let data.damaged pass over them."),
                      {}};
  for (const Json& entry : part(set, "damaged")) {
    finding.items << pictureText(entry) + ": " + textOf(entry, "reason");
  }
  return finding;
}

/// Pictures that are there twice, `kind` "exact" or "near".
void addDuplicates(const Json& set, const QString& name, const char* kind,
                   QVector<DataFinding>& findings) {
  const Json groups = part(part(set, "duplicates"), kind);
  const bool exact = qstrcmp(kind, "exact") == 0;
  if (countOf(groups, "groups") == 0) {
    if (exact)
      findings.append({Weight::Good, tr("%1: no picture is there twice").arg(name), {}, {}});
    return;
  }
  const qint64 across = countOf(groups, "across_identities");
  DataFinding finding;
  finding.weight = across > 0 ? Weight::Bad : exact ? Weight::Warning : Weight::Note;
  finding.title =
      (exact ? tr("%1: %2 pictures more than once") : tr("%1: %2 nearly equal pictures"))
          .arg(name, number(countOf(groups, "images")));
  finding.details = across > 0 ? tr("%1 groups show different identities: label noise, or one "
                                    "person under two names.")
                                     .arg(number(across))
                               : tr("Of the same person each time.");
  for (const Json& group : part(groups, "listed")) {
    QStringList pictures;
    for (const Json& picture : group) pictures << pictureText(picture);
    finding.items << pictures.join(" = ");
  }
  findings.append(finding);
}

void addProbes(const Json& set, const QString& name, QVector<DataFinding>& findings) {
  const Json probes = part(set, "probes");
  if (textOf(part(probes, "colour"), "verdict") == "rgb") {
    findings.append({Weight::Good, tr("%1: red and blue are where they belong").arg(name), {}, {}});
  }
  if (textOf(part(probes, "alignment"), "verdict") == "aligned") {
    findings.append({Weight::Good, tr("%1: the faces are aligned").arg(name), {}, {}});
  }
  for (const Json& warning : part(probes, "warnings")) {
    if (!warning.is_string()) continue;
    const QString words = QString::fromStdString(warning.get<std::string>());
    findings.append(
        {Weight::Warning, name + ": " + words.section(": ", 0, 0), words.section(": ", 1), {}});
  }
}

/// People or pictures that two sets share: leakage, where one of them is what is measured.
DataFinding overlapOf(const Json& overlap) {
  const QString both = tr("%1 and %2").arg(textOf(overlap, "first"), textOf(overlap, "second"));
  const qint64 names = countOf(overlap, "shared_names"), files = countOf(overlap, "shared_files");
  const Json exact = part(overlap, "exact"), near = part(overlap, "near");
  const qint64 pictures = countOf(exact, "first_images") + countOf(near, "first_images");
  if (names + files + pictures == 0) {
    return {Weight::Good, tr("%1 share nobody").arg(both), {}, {}};
  }
  DataFinding finding;
  const bool inside = isTrue(overlap, "first_in_second"),
             around = isTrue(overlap, "second_in_first");
  finding.weight = Weight::Warning;
  finding.title = tr("%1 share people").arg(both);
  finding.details = tr("%1 identities by name, %2 pictures equal or nearly so. What is measured on "
                       "one and trained on the other tells too good a story.")
                        .arg(number(names), number(pictures));
  if (inside || around) {
    finding.weight = Weight::Note;
    finding.title =
        inside && around ? tr("%1 are the same pictures").arg(both)
        : inside ? tr("%1 lies inside %2").arg(textOf(overlap, "first"), textOf(overlap, "second"))
                 : tr("%1 lies inside %2").arg(textOf(overlap, "second"), textOf(overlap, "first"));
    finding.details = tr("Subsets of one source, as few-shot sets are.");
  }
  for (const Json& name : part(overlap, "names")) {
    if (name.is_string()) finding.items << QString::fromStdString(name.get<std::string>());
  }
  for (const Json* matches : {&exact, &near}) {
    for (const Json& match : part(*matches, "listed")) {
      finding.items << pictureText(part(match, "first")) + " = " +
                           pictureText(part(match, "second"));
    }
  }
  return finding;
}

}  // namespace

QStringList inspectCommand(const Json& source) {
  const QString run = textOf(source, "run");
  QString word = run.isEmpty() ? QString() : run + "/spec.yaml";
  for (const char* key : {"path", "folder", "file"}) {
    if (word.isEmpty()) word = textOf(source, key);
  }
  const Json data = part(source, "data");
  if (word.isEmpty() && textOf(data, "source") == "synthetic") {
    QStringList fields;
    for (const auto& [name, value] : data.items()) {
      if (name == "source") continue;
      const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
      fields << QString::fromStdString(name + "=" + text);
    }
    word = "synthetic:?" + fields.join('&');
  }
  return word.isEmpty() ? QStringList() : QStringList{"data", "inspect", word, "--json"};
}

QVector<DataFinding> dataFindings(const Json& document) {
  QVector<DataFinding> findings;
  if (!document.is_object()) return findings;
  for (const Json& set : part(document, "sets")) {
    const QString name = textOf(set, "name");
    findings.append(contentsOf(set, name));
    findings.append(damageOf(set, name));
    for (const char* kind : {"exact", "near"}) addDuplicates(set, name, kind, findings);
    addProbes(set, name, findings);
  }
  for (const Json& overlap : part(document, "overlaps")) findings.append(overlapOf(overlap));
  return findings;
}

}  // namespace lafs
