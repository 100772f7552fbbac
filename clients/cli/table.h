#pragma once

#include <string>
#include <vector>

#include "clients/cli/terminal.h"

namespace assay::client {

// Lines of columns, each as wide as its widest cell. "" where there is no row. Cells are printable
// already; what a cell is painted as does not count for its width.
class Table {
 public:
  explicit Table(std::vector<std::string> head) : head_(std::move(head)) {}
  void Add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  // The cells of column `verdict` get a verdict's colour; -1: none.
  std::string Text(const Terminal& terminal, int verdict = -1) const;

 private:
  std::vector<std::string> head_;
  std::vector<std::vector<std::string>> rows_;
};

// Columns that it takes: characters, not bytes.
size_t Width(std::string_view utf8);

}  // namespace assay::client
