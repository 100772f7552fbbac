#include "supervisor/backup/open.h"

#include <fmt/format.h>

#include "common/crypto/key.h"
#include "supervisor/backup/archive.h"
#include "supervisor/backup/backup.h"
#include "supervisor/backup/sealed.h"

namespace assay::supervisor {

namespace fs = std::filesystem;

Result<std::unique_ptr<ByteSource>> OpenBackup(const fs::path& file,
                                               const fs::path& passphrase_file,
                                               Progress& progress) {
  ASSAY_ASSIGN_OR_RETURN(std::unique_ptr<ByteSource> source, FileSource::Open(file));
  source = Count(std::move(source), progress);
  ASSAY_ASSIGN_OR_RETURN(const std::string_view read, source->Read());
  std::string beginning(read);
  const bool sealed = IsSealed(beginning);
  source = Prepend(std::move(beginning), std::move(source));
  if (!sealed) return source;
  if (passphrase_file.empty()) {
    return InvalidArgument(file.string() +
                           ": a passphrase protects it; give it by --passphrase-file");
  }
  ASSAY_ASSIGN_OR_RETURN(std::string passphrase, ReadPassphrase(passphrase_file));
  auto opening = MakeOpeningSource(std::move(source), passphrase);
  crypto::Wipe(passphrase);
  return opening;
}

Result<Manifest> VerifyBackup(const fs::path& file, const fs::path& passphrase_file) {
  std::error_code error;
  Progress progress("verify", fs::file_size(file, error));
  ASSAY_ASSIGN_OR_RETURN(const auto source, OpenBackup(file, passphrase_file, progress));
  auto manifest = ReadBackup(*source, nullptr);
  if (!manifest.ok()) return std::move(manifest).status().Annotate(file.string());
  progress.Done(fmt::format("{} files, of {}", manifest->files.size(), manifest->created));
  return manifest;
}

}  // namespace assay::supervisor
