// SPDX-License-Identifier: GPL-3.0-or-later
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <map>
#include <sstream>

#include "core/config/config_node.h"

namespace lafs {

namespace {

/// Values that anchors and aliases may repeat in one file: a few lines that refer to one another
/// can stand for millions of them.
constexpr std::size_t kMostRepeated = 100'000;

std::size_t valuesIn(const ConfigNode& node) {
  std::size_t count = 1;
  for (const ConfigNode& item : node.items) count += valuesIn(item);
  for (const ConfigNode::Entry& entry : node.entries) count += valuesIn(entry.value);
  return count;
}

/// Builds the tree from the parser's events: unlike its own node class, these tell duplicate keys,
/// quoted scalars, and the place of every key.
class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(std::string file, std::vector<Problem>& problems)
      : file_(std::move(file)), problems_(problems) {}

  ConfigNode take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    ConfigNode node;
    node.where = place(mark);
    add(std::move(node), anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const ConfigNode& node = anchors_[anchor];
    repeat(node, mark);
    add(node, 0);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    ConfigNode node = ConfigNode::text(value, place(mark));
    node.quoted = tag == "!";
    add(std::move(node), anchor);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(ConfigNode::Kind::List, mark, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(ConfigNode::Kind::Map, mark, anchor);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Level {
    ConfigNode node;
    YAML::Mark mark;
    YAML::anchor_t anchor = 0;
    bool hasKey = false;
    bool keyIsUsable = false;
    std::string key, keyWhere;
  };

  std::string place(const YAML::Mark& mark) const {
    return file_ + ":" + std::to_string(mark.line + 1) + ":" + std::to_string(mark.column + 1);
  }

  void repeat(const ConfigNode& node, const YAML::Mark& mark) {
    repeated_ += valuesIn(node);
    if (repeated_ <= kMostRepeated) return;
    throw YAML::ParserException(
        mark, "anchors and aliases repeat more than " + std::to_string(kMostRepeated) + " values");
  }

  void open(ConfigNode::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
    Level level;
    level.mark = mark;
    level.node.kind = kind;
    level.node.where = place(mark);
    level.anchor = anchor;
    levels_.push_back(std::move(level));
  }

  void close() {
    Level level = std::move(levels_.back());
    levels_.pop_back();
    if (level.anchor) repeat(level.node, level.mark);
    add(std::move(level.node), level.anchor);
  }

  void add(ConfigNode node, YAML::anchor_t anchor) {
    if (anchor) anchors_[anchor] = node;
    if (levels_.empty()) {
      root_ = std::move(node);
      return;
    }
    Level& level = levels_.back();
    if (level.node.kind == ConfigNode::Kind::List) {
      level.node.items.push_back(std::move(node));
    } else if (!level.hasKey) {
      takeKey(level, node);
    } else {
      level.hasKey = false;
      // "key:" with nothing behind it: the parser's mark is somewhere further down.
      if (node.kind == ConfigNode::Kind::Null) node.where = level.keyWhere;
      if (level.keyIsUsable) level.node.entries.push_back({level.key, level.keyWhere, node});
    }
  }

  void takeKey(Level& level, const ConfigNode& node) {
    level.hasKey = true;
    level.keyIsUsable = node.kind == ConfigNode::Kind::Scalar;
    level.key = node.scalar;
    level.keyWhere = node.where;
    if (!level.keyIsUsable) {
      problems_.push_back({node.where, "a key is a plain word, found " + node.describe(), ""});
      return;
    }
    if (const ConfigNode::Entry* first = level.node.find(level.key)) {
      problems_.push_back({node.where,
                           "'" + level.key + "' is given twice; first at " + first->where,
                           "keep one of them"});
      level.keyIsUsable = false;
    }
  }

  std::string file_;
  std::vector<Problem>& problems_;
  ConfigNode root_;
  std::vector<Level> levels_;
  std::map<YAML::anchor_t, ConfigNode> anchors_;
  std::size_t repeated_ = 0;
};

std::string placeIn(const std::string& file, std::size_t line, std::size_t column) {
  return file + ":" + std::to_string(line) + ":" + std::to_string(column);
}

/// The parser trips over a tab somewhere behind it and says little; people want to know of the tab.
Problem syntaxProblem(const std::string& text, const std::string& file,
                      const YAML::ParserException& error) {
  std::istringstream lines(text);
  std::string line;
  for (std::size_t number = 1; std::getline(lines, line); ++number) {
    const std::size_t tab = line.find_first_not_of(' ');
    if (tab != std::string::npos && line[tab] == '\t') {
      return {placeIn(file, number, tab + 1), "no valid YAML: a tab indents this line",
              "use spaces"};
    }
  }
  const auto at = [](int position) { return static_cast<std::size_t>(position + 1); };
  return {placeIn(file, at(error.mark.line), at(error.mark.column)), "no valid YAML: " + error.msg,
          ""};
}

}  // namespace

ConfigNode parseConfig(const std::string& text, const std::string& file,
                       std::vector<Problem>& problems) {
  std::istringstream stream(text);
  ConfigNode root = ConfigNode::map(file + ":1:1");
  try {
    YAML::Parser parser(stream);
    TreeBuilder builder(file, problems);
    if (!parser.HandleNextDocument(builder)) return root;
    ConfigNode document = builder.take();
    if (document.kind == ConfigNode::Kind::Null) return root;
    if (!document.isMap()) {
      problems.push_back(
          {document.where, "expected keys and values, found " + document.describe(), ""});
      return root;
    }
    std::vector<Problem> ignored;
    TreeBuilder second(file, ignored);
    if (parser.HandleNextDocument(second)) {
      problems.push_back({file, "holds several YAML documents", "keep one a file"});
    }
    return document;
  } catch (const YAML::ParserException& error) {
    problems.push_back(syntaxProblem(text, file, error));
    return root;
  }
}

}  // namespace lafs
