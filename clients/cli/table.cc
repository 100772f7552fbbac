#include "clients/cli/table.h"

#include <algorithm>

namespace assay::client {

size_t Width(std::string_view utf8) {
  return static_cast<size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
  }));
}

std::string Table::Text(const Terminal& terminal, int verdict) const {
  if (rows_.empty()) return "";
  std::vector<size_t> widths;
  for (const std::string& title : head_) widths.push_back(Width(title));
  for (const auto& row : rows_) {
    for (size_t i = 0; i < row.size() && i < widths.size(); ++i) {
      widths[i] = std::max(widths[i], Width(row[i]));
    }
  }
  const auto line = [&](const std::vector<std::string>& cells, bool head) {
    std::string text;
    for (size_t i = 0; i < cells.size() && i < widths.size(); ++i) {
      const bool last = i + 1 == widths.size();
      const std::string fill(last ? 0 : widths[i] - Width(cells[i]) + 2, ' ');
      const bool painted = !head && static_cast<int>(i) == verdict;
      text += (head      ? terminal.Bold(cells[i])
               : painted ? terminal.Paint(cells[i], cells[i])
                         : cells[i]) +
              fill;
    }
    while (!text.empty() && text.back() == ' ') text.pop_back();
    return text + "\n";
  };
  std::string text = line(head_, true);
  for (const auto& row : rows_) text += line(row, false);
  return text;
}

}  // namespace assay::client
