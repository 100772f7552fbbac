#include "runtime-images/builder/oci.h"

#include <nlohmann/json.hpp>

#include "common/files.h"
#include "common/sha256.h"
#include "runtime-images/builder/tar_gzip.h"
#include "runtime-images/manifest.h"

namespace assay::runtime_images {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// The day of kBuildEpoch: an export says nothing of when it was made, so that it can be compared.
constexpr const char* kCreated = "2025-08-09T00:00:00Z";
constexpr uint64_t kMaxManifestBytes = 256U << 20U;

// Writes a JSON blob and returns its descriptor.
Result<json> PutBlob(const fs::path& blobs, const char* media_type, const json& content) {
  const std::string text = content.dump();
  const std::string digest = Sha256Hex(text);
  ASSAY_RETURN_IF_ERROR(WriteFileAtomically(blobs / digest, text));
  return json{{"mediaType", media_type}, {"digest", "sha256:" + digest}, {"size", text.size()}};
}

Status WriteLayout(const Image& image, const std::vector<ManifestEntry>& entries,
                   const fs::path& out) {
  const fs::path blobs = out / "blobs/sha256";
  std::error_code error;
  fs::create_directories(blobs, error);
  if (error) return ErrnoStatus("cannot make " + blobs.string(), error.value());
  ASSAY_ASSIGN_OR_RETURN(const Layer layer, WriteTarGzip(image.rootfs, entries, out / "layer"));
  fs::rename(out / "layer", blobs / layer.digest, error);
  if (error) return ErrnoStatus("cannot keep the layer", error.value());

  const json config = {
      {"created", kCreated},
      {"architecture", "amd64"},
      {"os", "linux"},
      {"config",
       {{"User", "1000:1000"},
        {"WorkingDir", "/work"},
        {"Env", {"PATH=/usr/local/bin:/usr/bin:/bin", "HOME=/tmp", "LANG=C.UTF-8"}},
        {"Labels", {{"assay.image.name", image.name}, {"assay.image.digest", image.digest}}}}},
      {"rootfs", {{"type", "layers"}, {"diff_ids", {"sha256:" + layer.diff_id}}}},
      {"history", {{{"created", kCreated}, {"created_by", "assay-images build " + image.name}}}}};
  ASSAY_ASSIGN_OR_RETURN(const json config_descriptor,
                         PutBlob(blobs, "application/vnd.oci.image.config.v1+json", config));
  const json manifest = {{"schemaVersion", 2},
                         {"mediaType", "application/vnd.oci.image.manifest.v1+json"},
                         {"config", config_descriptor},
                         {"layers",
                          {{{"mediaType", "application/vnd.oci.image.layer.v1.tar+gzip"},
                            {"digest", "sha256:" + layer.digest},
                            {"size", layer.size}}}}};
  ASSAY_ASSIGN_OR_RETURN(json descriptor,
                         PutBlob(blobs, "application/vnd.oci.image.manifest.v1+json", manifest));
  descriptor["platform"] = {{"architecture", "amd64"}, {"os", "linux"}};
  descriptor["annotations"] = {{"org.opencontainers.image.ref.name", image.name}};
  const json index = {{"schemaVersion", 2},
                      {"mediaType", "application/vnd.oci.image.index.v1+json"},
                      {"manifests", {descriptor}}};
  ASSAY_RETURN_IF_ERROR(WriteFileAtomically(out / "index.json", index.dump()));
  return WriteFileAtomically(out / "oci-layout", json{{"imageLayoutVersion", "1.0.0"}}.dump());
}

}  // namespace

Status ExportOci(const Image& image, const fs::path& out) {
  std::error_code error;
  if (fs::exists(out, error)) {
    return FailedPrecondition(out.string() + " exists; name a folder that does not, or remove it");
  }
  ASSAY_ASSIGN_OR_RETURN(const std::string text,
                         ReadFile(image.folder / "manifest", kMaxManifestBytes));
  ASSAY_ASSIGN_OR_RETURN(const std::vector<ManifestEntry> entries, ParseManifest(text));
  // Under another name until it is whole.
  fs::path half = out;
  half += ".part";
  fs::remove_all(half, error);
  Status status = WriteLayout(image, entries, half);
  if (status.ok()) {
    fs::rename(half, out, error);
    if (error) status = ErrnoStatus("cannot name the export " + out.string(), error.value());
  }
  if (!status.ok()) fs::remove_all(half, error);
  return status;
}

}  // namespace assay::runtime_images
