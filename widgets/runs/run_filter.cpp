// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/runs/run_filter.h"

#include <QCoreApplication>
#include <QStringList>
#include <QVector>
#include <stdexcept>
#include <utility>

#include "core/base/text.h"
#include "core/config/field_table.h"
#include "widgets/runs/run_column.h"

namespace lafs {

/// A node of a parsed filter.
struct FilterNode {
  enum class Kind { And, Or, Not, Word, Compare } kind = Kind::Word;
  std::shared_ptr<const FilterNode> left, right;
  QString key;
  QString op;
  QString value;
  double number = 0;
  bool isNumber = false;
};

namespace {

using NodePtr = std::shared_ptr<const FilterNode>;

QString tr(const char* text) {
  return QCoreApplication::translate("RunFilter", text);
}

struct Token {
  enum class Kind { Word, Quoted, Operator, End } kind = Kind::End;
  QString text;
  int place = 0;
};

struct FilterMistake : std::runtime_error {
  explicit FilterMistake(const QString& text) : std::runtime_error(text.toStdString()) {}
};

bool isWordLetter(QChar letter) {
  return letter.isLetterOrNumber() || QString("_.@-+/*%").contains(letter);
}

QVector<Token> tokensOf(const QString& line) {
  static const QStringList operators = {"&&", "||", "==", "!=", "<=", ">=", "<",
                                        ">",  ":",  "!",  "(",  ")",  "="};
  QVector<Token> tokens;
  for (int i = 0; i < line.size();) {
    if (line[i].isSpace()) {
      ++i;
      continue;
    }
    if (line[i] == '"' || line[i] == '\'') {
      const auto end = line.indexOf(line[i], i + 1);
      if (end < 0) throw FilterMistake(tr("the quote at %1 is not closed").arg(i + 1));
      tokens.append({Token::Kind::Quoted, line.mid(i + 1, end - i - 1), i});
      i = static_cast<int>(end) + 1;
      continue;
    }
    int length = 0;
    while (i + length < line.size() && isWordLetter(line[i + length])) ++length;
    if (length > 0) {
      tokens.append({Token::Kind::Word, line.mid(i, length), i});
      i += length;
      continue;
    }
    QString found;
    for (const QString& name : operators) {
      if (line.mid(i, name.size()) == name) {
        found = name;
        break;
      }
    }
    if (found.isEmpty()) throw FilterMistake(tr("'%1' means nothing here").arg(line[i]));
    tokens.append({Token::Kind::Operator, found == "=" ? "==" : found, i});
    i += static_cast<int>(found.size());
  }
  tokens.append({Token::Kind::End, {}, static_cast<int>(line.size())});
  return tokens;
}

bool isKnownKey(const QString& key) {
  for (const RunColumn& column : builtInColumns()) {
    if (column.id == key) return true;
  }
  return findSpecField(key.toStdString()) != nullptr;
}

class FilterParser {
 public:
  explicit FilterParser(QVector<Token> tokens) : tokens_(std::move(tokens)) {}

  NodePtr parse() {
    NodePtr node = either();
    if (now().kind != Token::Kind::End) {
      throw FilterMistake(tr("unexpected '%1'").arg(now().text));
    }
    return node;
  }

 private:
  const Token& now() const { return tokens_[place_]; }

  bool take(const QString& op, const QString& word) {
    const bool is = (now().kind == Token::Kind::Operator && now().text == op) ||
                    (now().kind == Token::Kind::Word && !word.isEmpty() && now().text == word);
    if (is) ++place_;
    return is;
  }

  static NodePtr pair(FilterNode::Kind kind, NodePtr left, NodePtr right) {
    auto node = std::make_shared<FilterNode>();
    node->kind = kind;
    node->left = std::move(left);
    node->right = std::move(right);
    return node;
  }

  NodePtr either() {
    NodePtr node = both();
    while (take("||", "or")) node = pair(FilterNode::Kind::Or, node, both());
    return node;
  }

  NodePtr both() {
    NodePtr node = single();
    for (;;) {
      if (take("&&", "and")) {
        node = pair(FilterNode::Kind::And, node, single());
        continue;
      }
      // Two terms side by side mean both.
      const bool more =
          now().kind == Token::Kind::Quoted ||
          (now().kind == Token::Kind::Word && now().text != "or") ||
          (now().kind == Token::Kind::Operator && (now().text == "(" || now().text == "!"));
      if (!more) return node;
      node = pair(FilterNode::Kind::And, node, single());
    }
  }

  NodePtr single() {
    if (take("!", "not")) return pair(FilterNode::Kind::Not, single(), nullptr);
    if (take("(", {})) {
      NodePtr node = either();
      if (!take(")", {})) throw FilterMistake(tr("a ')' is missing"));
      return node;
    }
    if (now().kind == Token::Kind::End) throw FilterMistake(tr("something is missing at the end"));
    if (now().kind == Token::Kind::Operator) {
      throw FilterMistake(tr("'%1' needs a name before it").arg(now().text));
    }
    return term();
  }

  NodePtr term() {
    static const QStringList comparisons = {"==", "!=", "<", "<=", ">", ">=", ":"};
    auto node = std::make_shared<FilterNode>();
    const Token first = tokens_[place_++];
    if (now().kind != Token::Kind::Operator || !comparisons.contains(now().text)) {
      node->value = first.text;
      return node;
    }
    node->kind = FilterNode::Kind::Compare;
    node->key = first.text;
    node->op = tokens_[place_++].text;
    if (now().kind != Token::Kind::Word && now().kind != Token::Kind::Quoted) {
      throw FilterMistake(tr("%1%2 needs a value").arg(node->key, node->op));
    }
    node->value = tokens_[place_++].text;
    const auto number = parseNumber(node->value.toStdString());
    node->isNumber = number.has_value();
    node->number = number.value_or(0);
    checkKey(*node);
    return node;
  }

  /// Metrics are not known beforehand, so an unknown key is a mistake only when it is nearly that
  /// of a field.
  static void checkKey(const FilterNode& node) {
    if (isKnownKey(node.key)) return;
    std::vector<std::string> names = specFieldNames();
    for (const RunColumn& column : builtInColumns()) names.push_back(column.id.toStdString());
    const std::string near = nearestName(node.key.toStdString(), names);
    if (!near.empty() && editDistance(near, node.key.toStdString()) <= 2) {
      throw FilterMistake(
          tr("no field '%1'; did you mean %2?").arg(node.key, QString::fromStdString(near)));
    }
  }

  QVector<Token> tokens_;
  int place_ = 0;
};

bool compareNumbers(double a, const QString& op, double b) {
  if (op == "<") return a < b;
  if (op == "<=") return a <= b;
  if (op == ">") return a > b;
  if (op == ">=") return a >= b;
  return op == "!=" ? a != b : a == b;
}

bool matches(const FilterNode& node, const RunRow& row) {
  switch (node.kind) {
    case FilterNode::Kind::And:
      return matches(*node.left, row) && matches(*node.right, row);
    case FilterNode::Kind::Or:
      return matches(*node.left, row) || matches(*node.right, row);
    case FilterNode::Kind::Not:
      return !matches(*node.left, row);
    case FilterNode::Kind::Word:
      for (const char* column : {"name", "experiment", "stage", "remark", "tags"}) {
        if (cellValue(row, column).text.contains(node.value, Qt::CaseInsensitive)) return true;
      }
      return false;
    case FilterNode::Kind::Compare:
      break;
  }
  const CellValue value = cellValue(row, node.key);
  if (value.isEmpty() && !value.isNumber()) return false;
  if (node.op == ":") return value.text.contains(node.value, Qt::CaseInsensitive);
  if (node.isNumber && value.isNumber()) {
    return compareNumbers(value.number, node.op, node.number);
  }
  const int order = QString::compare(value.text, node.value, Qt::CaseInsensitive);
  return compareNumbers(order, node.op, 0);
}

}  // namespace

RunFilter::RunFilter(const QString& line) {
  if (line.trimmed().isEmpty()) return;
  try {
    root_ = FilterParser(tokensOf(line)).parse();
  } catch (const FilterMistake& mistake) {
    error_ = QString::fromStdString(mistake.what());
  }
}

bool RunFilter::accepts(const RunRow& row) const {
  return !root_ || matches(*root_, row);
}

}  // namespace lafs
