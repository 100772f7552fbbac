#include "common/audit/anchor.h"

#include "common/files.h"

namespace assay::audit {

Result<std::vector<Head>> ReadAnchors(const std::filesystem::path& file) {
  ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadFile(file, uint64_t{1} << 30U));
  std::vector<Head> heads;
  std::string_view rest = text;
  for (int number = 1; !rest.empty(); ++number) {
    const size_t end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (line.empty()) continue;
    Result<Line> parsed = ParseLine(line);
    if (parsed.ok() && !parsed->is_head) parsed = InvalidArgument("is a record and no head");
    if (!parsed.ok()) {
      return std::move(parsed).status().Annotate(file.string() + ":" + std::to_string(number));
    }
    heads.push_back(std::move(parsed->head));
  }
  return heads;
}

}  // namespace assay::audit
