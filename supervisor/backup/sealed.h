#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "common/crypto/key.h"
#include "common/status.h"
#include "supervisor/backup/stream.h"

// A stream that a passphrase protects:
//
//   "ASSAYBAK" 0x01            magic and version                          9 bytes
//   log2(N), r, p              of scrypt (RFC 7914)                       3
//   salt                       random                                    16
//   chunks: length             big-endian, of what follows                4
//           crypto::Seal(…)    of at most 1 MiB of plain bytes; its context is this header, the
//                              chunk's number (8 bytes) and whether it is the last one (1 byte)
//
// So chunks cannot be changed, left out, moved or taken from another file, and the end cannot be
// cut off. Every chunk but the last is full, and the last one may be empty.
namespace assay::supervisor {

inline constexpr size_t kSealedHeaderBytes = 28;
inline constexpr size_t kSealedChunkBytes = 1U << 20U;

struct SealedHeader {
  uint8_t log2_n = 17;  // 128 MiB of memory and a few tenths of a second
  uint8_t r = 8;
  uint8_t p = 1;
  std::string salt;  // 16 bytes
};
std::string FormatSealedHeader(const SealedHeader& header);
// kInvalidArgument: no such header, or one whose key would cost more than 1 GiB of memory to
// derive.
Result<SealedHeader> ParseSealedHeader(std::string_view bytes);
bool IsSealed(std::string_view beginning);

// The first line of a file that only its owner can read; at least 12 characters.
Result<std::string> ReadPassphrase(const std::filesystem::path& file);
Result<crypto::Key> DeriveKey(std::string_view passphrase, const SealedHeader& header);

// Seals what is written and passes it on; both are the caller's, and `below` outlives it.
// Of `cost` the parameters of scrypt count; the salt is made.
Result<std::unique_ptr<ByteSink>> MakeSealingSink(ByteSink& below, std::string_view passphrase,
                                                  SealedHeader cost = {});

// Reads what such a sink wrote. kPermissionDenied: the passphrase is another one (or the first
// chunk was changed: the two cannot be told apart). kDataLoss: a later one was.
Result<std::unique_ptr<ByteSource>> MakeOpeningSource(std::unique_ptr<ByteSource> below,
                                                      std::string_view passphrase);

// Puts what was read ahead in front of the rest.
std::unique_ptr<ByteSource> Prepend(std::string bytes, std::unique_ptr<ByteSource> rest);

}  // namespace assay::supervisor
