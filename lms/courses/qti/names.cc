#include "lms/courses/qti/names.h"

#include <algorithm>
#include <vector>

namespace assay::courses::qti {

std::string PathFrom(const std::string& folder, const std::string& href) {
  std::vector<std::string> parts;
  const std::string path = folder + href;
  for (size_t at = 0; at <= path.size();) {
    const size_t end = std::min(path.find('/', at), path.size());
    const std::string part = path.substr(at, end - at);
    at = end + 1;
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      parts.push_back(part);
    } else if (parts.empty()) {
      return "";
    } else {
      parts.pop_back();
    }
  }
  std::string result;
  for (const std::string& part : parts) result += (result.empty() ? "" : "/") + part;
  return result;
}

std::string UniqueId(const std::string& identifier, std::set<std::string>& taken) {
  std::string id;
  for (const char c : identifier) {
    const char small = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    const bool fine = (small >= 'a' && small <= 'z') || (small >= '0' && small <= '9');
    const bool inner = !id.empty() && (small == '-' || small == '_' || small == '.');
    if (id.size() < 80 && (fine || inner)) id += small;
  }
  if (id.empty()) id = "q";
  std::string unique = id;
  for (int i = 2; !taken.insert(unique).second; ++i) unique = id + "-" + std::to_string(i);
  return unique;
}

}  // namespace assay::courses::qti
