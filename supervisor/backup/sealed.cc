#include "supervisor/backup/sealed.h"

#include <openssl/evp.h>

#include "common/blobs/file_io.h"
#include "common/crypto/seal.h"

namespace assay::supervisor {
namespace {

constexpr std::string_view kMagic("ASSAYBAK\x01", 9);
constexpr size_t kSaltBytes = 16;
constexpr size_t kLengthBytes = 4;
constexpr size_t kMinPassphrase = 12;
constexpr uint64_t kMaxMemory = 1ULL << 30U;

std::string BigEndian(uint64_t value, size_t bytes) {
  std::string text(bytes, '\0');
  for (size_t i = 0; i < bytes; ++i) {
    text[bytes - 1 - i] = static_cast<char>((value >> (8 * i)) & 0xffU);
  }
  return text;
}

std::string ChunkContext(const std::string& header, uint64_t number, bool last) {
  return header + BigEndian(number, 8) + (last ? '\x01' : '\x00');
}

class SealingSink final : public ByteSink {
 public:
  SealingSink(ByteSink& below, std::string header, crypto::Key key)
      : below_(below), header_(std::move(header)), key_(std::move(key)) {}

  Status Write(std::string_view bytes) override {
    while (!bytes.empty()) {
      // A full chunk waits for the next byte: the last one is sealed as such.
      if (plain_.size() == kSealedChunkBytes) ASSAY_RETURN_IF_ERROR(Flush(false));
      const size_t n = std::min(bytes.size(), kSealedChunkBytes - plain_.size());
      plain_.append(bytes.substr(0, n));
      bytes.remove_prefix(n);
    }
    return OkStatus();
  }

  Status Finish() override {
    ASSAY_RETURN_IF_ERROR(Flush(true));
    return below_.Finish();
  }

 private:
  Status Flush(bool last) {
    ASSAY_ASSIGN_OR_RETURN(const std::string sealed,
                           crypto::Seal(key_, 0, plain_, ChunkContext(header_, number_++, last)));
    plain_.clear();
    ASSAY_RETURN_IF_ERROR(below_.Write(BigEndian(sealed.size(), kLengthBytes)));
    return below_.Write(sealed);
  }

  ByteSink& below_;
  const std::string header_;
  const crypto::Key key_;
  std::string plain_;
  uint64_t number_ = 0;
};

// Exactly so many bytes of a source at a time.
class Exactly {
 public:
  explicit Exactly(std::unique_ptr<ByteSource> source) : source_(std::move(source)) {}

  Result<std::string> Take(size_t bytes) {
    while (pending_.size() < bytes) {
      ASSAY_ASSIGN_OR_RETURN(const std::string_view more, source_->Read());
      if (more.empty()) return DataLoss("the file ends too early: it was cut");
      pending_.append(more);
    }
    std::string taken = pending_.substr(0, bytes);
    pending_.erase(0, bytes);
    return taken;
  }

  Result<bool> AtEnd() {
    if (!pending_.empty()) return false;
    ASSAY_ASSIGN_OR_RETURN(const std::string_view more, source_->Read());
    pending_ = more;
    return pending_.empty();
  }

 private:
  std::unique_ptr<ByteSource> source_;
  std::string pending_;
};

class OpeningSource final : public ByteSource {
 public:
  OpeningSource(Exactly bytes, std::string header, crypto::Key key)
      : bytes_(std::move(bytes)), header_(std::move(header)), key_(std::move(key)) {}

  Result<std::string_view> Read() override {
    if (ended_) return std::string_view();
    ASSAY_ASSIGN_OR_RETURN(const std::string length_bytes, bytes_.Take(kLengthBytes));
    size_t length = 0;
    for (const char c : length_bytes) length = (length << 8U) | static_cast<unsigned char>(c);
    if (length < crypto::kSealOverheadBytes ||
        length > kSealedChunkBytes + crypto::kSealOverheadBytes) {
      return Changed();
    }
    ASSAY_ASSIGN_OR_RETURN(const std::string sealed, bytes_.Take(length));
    ASSAY_ASSIGN_OR_RETURN(ended_, bytes_.AtEnd());
    auto opened = crypto::Open(key_, sealed, ChunkContext(header_, number_, ended_));
    if (!opened.ok()) return Changed();
    ++number_;
    plain_ = std::move(*opened);
    if (plain_.empty() && !ended_) return Changed();
    return std::string_view(plain_);
  }

 private:
  Status Changed() const {
    if (number_ == 0) {
      return {StatusCode::kPermissionDenied,
              "the passphrase does not open it (or its beginning was changed)"};
    }
    return DataLoss("piece " + std::to_string(number_ + 1) + " of the file was changed");
  }

  Exactly bytes_;
  const std::string header_;
  const crypto::Key key_;
  std::string plain_;
  uint64_t number_ = 0;
  bool ended_ = false;
};

class Prepended final : public ByteSource {
 public:
  Prepended(std::string bytes, std::unique_ptr<ByteSource> rest)
      : bytes_(std::move(bytes)), rest_(std::move(rest)) {}
  Result<std::string_view> Read() override {
    if (given_ || bytes_.empty()) return rest_->Read();
    given_ = true;
    return std::string_view(bytes_);
  }

 private:
  const std::string bytes_;
  const std::unique_ptr<ByteSource> rest_;
  bool given_ = false;
};

}  // namespace

std::string FormatSealedHeader(const SealedHeader& header) {
  std::string text(kMagic);
  text += static_cast<char>(header.log2_n);
  text += static_cast<char>(header.r);
  text += static_cast<char>(header.p);
  return text + header.salt;
}

Result<SealedHeader> ParseSealedHeader(std::string_view bytes) {
  if (bytes.size() != kSealedHeaderBytes || !IsSealed(bytes)) {
    return InvalidArgument("not a backup that a passphrase protects");
  }
  SealedHeader header;
  header.log2_n = static_cast<uint8_t>(bytes[kMagic.size()]);
  header.r = static_cast<uint8_t>(bytes[kMagic.size() + 1]);
  header.p = static_cast<uint8_t>(bytes[kMagic.size() + 2]);
  header.salt = bytes.substr(kMagic.size() + 3, kSaltBytes);
  // Whoever made the file chooses what it costs us.
  if (header.log2_n < 10 || header.log2_n > 22 || header.r == 0 || header.p == 0 || header.p > 4 ||
      (128ULL * header.r << header.log2_n) > kMaxMemory) {
    return InvalidArgument("the backup asks for scrypt parameters that are out of bounds");
  }
  return header;
}

bool IsSealed(std::string_view beginning) { return beginning.starts_with(kMagic); }

Result<std::string> ReadPassphrase(const std::filesystem::path& file) {
  ASSAY_ASSIGN_OR_RETURN(std::string text, blobs::ReadSecretFile(file));
  std::string passphrase = text.substr(0, text.find_first_of("\r\n"));
  crypto::Wipe(text);
  if (passphrase.size() < kMinPassphrase) {
    crypto::Wipe(passphrase);
    return InvalidArgument(file.string() + ": a passphrase of at least " +
                           std::to_string(kMinPassphrase) + " characters is expected in line 1");
  }
  return passphrase;
}

Result<crypto::Key> DeriveKey(std::string_view passphrase, const SealedHeader& header) {
  unsigned char bytes[crypto::Key::kBytes];
  const int ok = EVP_PBE_scrypt(passphrase.data(), passphrase.size(),
                                reinterpret_cast<const unsigned char*>(header.salt.data()),
                                header.salt.size(), 1ULL << header.log2_n, header.r, header.p,
                                kMaxMemory * 2, bytes, sizeof bytes);
  if (ok != 1) return Internal("scrypt failed: not enough memory?");
  auto key = crypto::Key::FromBytes({reinterpret_cast<const char*>(bytes), sizeof bytes});
  OPENSSL_cleanse(bytes, sizeof bytes);
  return key;
}

Result<std::unique_ptr<ByteSink>> MakeSealingSink(ByteSink& below, std::string_view passphrase,
                                                  SealedHeader header) {
  header.salt = crypto::RandomBytes(kSaltBytes);
  ASSAY_ASSIGN_OR_RETURN(crypto::Key key, DeriveKey(passphrase, header));
  std::string text = FormatSealedHeader(header);
  ASSAY_RETURN_IF_ERROR(below.Write(text));
  return std::unique_ptr<ByteSink>(
      std::make_unique<SealingSink>(below, std::move(text), std::move(key)));
}

Result<std::unique_ptr<ByteSource>> MakeOpeningSource(std::unique_ptr<ByteSource> below,
                                                      std::string_view passphrase) {
  Exactly bytes(std::move(below));
  ASSAY_ASSIGN_OR_RETURN(std::string text, bytes.Take(kSealedHeaderBytes));
  ASSAY_ASSIGN_OR_RETURN(const SealedHeader header, ParseSealedHeader(text));
  ASSAY_ASSIGN_OR_RETURN(crypto::Key key, DeriveKey(passphrase, header));
  return std::unique_ptr<ByteSource>(
      std::make_unique<OpeningSource>(std::move(bytes), std::move(text), std::move(key)));
}

std::unique_ptr<ByteSource> Prepend(std::string bytes, std::unique_ptr<ByteSource> rest) {
  return std::make_unique<Prepended>(std::move(bytes), std::move(rest));
}

}  // namespace assay::supervisor
