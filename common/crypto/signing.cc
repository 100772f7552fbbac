#include "common/crypto/signing.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <sys/stat.h>

#include "common/crypto/encoding.h"
#include "common/crypto/key.h"
#include "common/files.h"
#include "common/sha256.h"
#include "common/unique_fd.h"

namespace assay::crypto {
namespace {

namespace fs = std::filesystem;

constexpr size_t kKeyBytes = 32;
constexpr size_t kSignatureBytes = 64;
constexpr uint64_t kMaxPem = 64 << 10;

template <auto Free>
struct Freer {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};
using KeyPtr = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using Context = std::unique_ptr<EVP_MD_CTX, Freer<EVP_MD_CTX_free>>;
using Bio = std::unique_ptr<BIO, Freer<BIO_free>>;

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

Bio Reading(std::string_view pem) {
  return Bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

std::string Written(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<size_t>(size)};
}

// No pass phrase: otherwise OpenSSL would ask for one on the terminal.
int NoPassPhrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*data*/) { return -1; }

Result<std::string> RawPublic(EVP_PKEY* key) {
  std::string raw(kKeyBytes, '\0');
  size_t size = raw.size();
  if (EVP_PKEY_get_id(key) != EVP_PKEY_ED25519 ||
      EVP_PKEY_get_raw_public_key(key, Bytes(raw), &size) != 1 || size != kKeyBytes)
    return InvalidArgument("not an Ed25519 key");
  return raw;
}

KeyPtr PrivateFromPem(std::string_view pem) {
  return KeyPtr(PEM_read_bio_PrivateKey(Reading(pem).get(), nullptr, NoPassPhrase, nullptr));
}

Status CheckMode(int fd, const fs::path& file) {
  struct stat info {};
  if (::fstat(fd, &info) != 0) return ErrnoStatus(file.string(), errno);
  if ((info.st_mode & 0077U) != 0) {
    return FailedPrecondition(
        fmt::format("{0}: others may read this signing key; chmod 600 {0}, or remove it "
                    "where they may have read it",
                    file.string()));
  }
  return OkStatus();
}

Result<std::string> NewPem() {
  const KeyPtr key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  const Bio bio(BIO_new(BIO_s_secmem()));
  if (!key || !bio ||
      PEM_write_bio_PKCS8PrivateKey(bio.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) !=
          1)
    return Internal("OpenSSL made no Ed25519 key");
  return Written(bio.get());
}

// Another process may be first, and then its key is the one. The name appears with the whole key
// behind it, and only then.
Status CreateKey(const fs::path& file) {
  std::error_code error;
  if (file.has_parent_path()) fs::create_directories(file.parent_path(), error);
  if (error) return ErrnoStatus(file.parent_path().string(), error.value());
  ASSAY_ASSIGN_OR_RETURN(std::string pem, NewPem());
  std::string name = file.string() + ".new-XXXXXX";
  const UniqueFd fd(::mkostemp(name.data(), O_CLOEXEC));  // 0600
  if (!fd.valid()) return ErrnoStatus(name, errno);
  Status status = WriteAll(fd.get(), pem);
  Wipe(pem);
  if (status.ok() && ::fsync(fd.get()) != 0) status = ErrnoStatus(name, errno);
  if (status.ok() && ::link(name.c_str(), file.c_str()) != 0 && errno != EEXIST)
    status = ErrnoStatus(file.string(), errno);
  ::unlink(name.c_str());
  return status;
}

}  // namespace

// ---------------------------------------------------------------------------- public

Result<PublicKey> PublicKey::FromPem(std::string_view pem) {
  if (pem.size() > kMaxPem) return InvalidArgument("too long for a key in PEM");
  KeyPtr key(PEM_read_bio_PUBKEY(Reading(pem).get(), nullptr, NoPassPhrase, nullptr));
  if (!key) key = PrivateFromPem(pem);
  if (!key) return InvalidArgument("not a key in PEM");
  ASSAY_ASSIGN_OR_RETURN(std::string raw, RawPublic(key.get()));
  return PublicKey(std::move(raw));
}

std::string PublicKey::Id() const { return "ed25519:" + Sha256Hex(raw_); }

std::string PublicKey::Pem() const {
  const KeyPtr key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, Bytes(raw_), raw_.size()));
  const Bio bio(BIO_new(BIO_s_mem()));
  if (!key || !bio || PEM_write_bio_PUBKEY(bio.get(), key.get()) != 1) return "";
  return Written(bio.get());
}

bool PublicKey::Verifies(std::string_view message, std::string_view signature) const {
  const Result<std::string> bytes = HexDecode(signature);
  if (!bytes.ok() || bytes->size() != kSignatureBytes) return false;
  const KeyPtr key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, Bytes(raw_), raw_.size()));
  const Context context(EVP_MD_CTX_new());
  return key && context &&
         EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), Bytes(*bytes), bytes->size(), Bytes(message),
                          message.size()) == 1;
}

// ---------------------------------------------------------------------------- private

struct SigningKey::State {
  KeyPtr key;
  std::string raw_public;
};

SigningKey::SigningKey(std::unique_ptr<State> state) : state_(std::move(state)) {}
SigningKey::SigningKey(SigningKey&&) noexcept = default;
SigningKey& SigningKey::operator=(SigningKey&&) noexcept = default;
SigningKey::~SigningKey() = default;

Result<SigningKey> SigningKey::LoadOrCreate(const fs::path& file) {
  UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!fd.valid() && errno == ENOENT) {
    ASSAY_RETURN_IF_ERROR(CreateKey(file));
    fd.reset(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  }
  if (!fd.valid()) return ErrnoStatus(file.string(), errno);
  ASSAY_RETURN_IF_ERROR(CheckMode(fd.get(), file));
  ASSAY_ASSIGN_OR_RETURN(std::string pem, ReadFile(file, kMaxPem));
  auto state = std::make_unique<State>();
  state->key = PrivateFromPem(pem);
  Wipe(pem);
  if (!state->key) {
    return InvalidArgument(
        fmt::format("{}: not a private key in PEM without a pass phrase; remove it for a new one",
                    file.string()));
  }
  Result<std::string> raw = RawPublic(state->key.get());
  if (!raw.ok()) return std::move(raw).status().Annotate(file.string());
  state->raw_public = *std::move(raw);
  return SigningKey(std::move(state));
}

PublicKey SigningKey::Public() const { return PublicKey(state_->raw_public); }

Result<std::string> SigningKey::Sign(std::string_view message) const {
  const Context context(EVP_MD_CTX_new());
  std::string signature(kSignatureBytes, '\0');
  size_t size = signature.size();
  if (!context ||
      EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, state_->key.get()) != 1 ||
      EVP_DigestSign(context.get(), Bytes(signature), &size, Bytes(message), message.size()) != 1 ||
      size != kSignatureBytes)
    return Internal("OpenSSL did not sign");
  return HexEncode(signature);
}

}  // namespace assay::crypto
