#include "grader/formats/dmoj/data.h"

#include <array>
#include <fstream>
#include <system_error>

#include "common/archive/archive.h"

namespace assay::grader::dmoj {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kMaxTestBytes = 1ULL << 30U;

// Whether DMOJ would change it, without holding it whole.
Result<bool> NeedsNormalising(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return Unavailable(path.string() + ": cannot be read");
  std::array<char, 65536> block{};
  char last = '\n';
  while (in.read(block.data(), block.size()), in.gcount() > 0) {
    const std::string_view text(block.data(), static_cast<size_t>(in.gcount()));
    if (text.find('\r') != std::string_view::npos) return true;
    last = text.back();
  }
  return last != '\n';
}

std::string Normalise(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 1);
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    out += text[i] == '\r' ? '\n' : text[i];
  }
  if (!out.empty() && out.back() != '\n') out += '\n';
  return out;
}

}  // namespace

Result<Data> Data::Open(const fs::path& folder) {
  ASSAY_ASSIGN_OR_RETURN(PackageFiles files, PackageFiles::Open(folder));
  return Data(std::move(files));
}

Status Data::OpenArchive(const std::string& name) {
  ASSAY_ASSIGN_OR_RETURN(const fs::path path, files_.File(name));
  ASSAY_ASSIGN_OR_RETURN(scratch_, Unpack(path));
  ASSAY_ASSIGN_OR_RETURN(archive_, PackageFiles::Open(scratch_->path()));
  return OkStatus();
}

Result<fs::path> Data::File(const std::string& name) const {
  auto path = files_.File(name);
  if (path.ok() || !archive_ || path.status().code() != StatusCode::kNotFound) return path;
  auto packed = archive_->File(name);
  if (packed.ok()) return packed;
  return std::move(packed).status().Annotate("neither in the folder nor in the archive");
}

Status Data::MakeScratch() {
  if (scratch_) return OkStatus();
  ASSAY_ASSIGN_OR_RETURN(TempDir made, TempDir::Create("assay-package-"));
  scratch_ = std::make_shared<TempDir>(std::move(made));
  return OkStatus();
}

Result<fs::path> Data::Write(const std::string& name, std::string_view content) {
  ASSAY_RETURN_IF_ERROR(MakeScratch());
  const fs::path path = scratch_->path() / ".made" / name;
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  if (error) return ErrnoStatus(path.string(), error.value());
  ASSAY_RETURN_IF_ERROR(WriteFileAtomically(path, content));
  return path;
}

Result<fs::path> Data::Normalised(const std::string& name, bool binary) {
  ASSAY_ASSIGN_OR_RETURN(fs::path path, File(name));
  if (binary) return path;
  const auto known = normalised_.find(path.string());
  if (known != normalised_.end()) return known->second;
  ASSAY_ASSIGN_OR_RETURN(const bool needed, NeedsNormalising(path));
  fs::path result = path;
  if (needed) {
    ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadFile(path, kMaxTestBytes));
    ASSAY_ASSIGN_OR_RETURN(
        result, Write("data/" + std::to_string(normalised_.size()) + path.extension().string(),
                      Normalise(text)));
  }
  normalised_[path.string()] = result;
  return result;
}

}  // namespace assay::grader::dmoj
