#include "supervisor/backup/sealed.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "common/files.h"

namespace assay::supervisor {
namespace {

constexpr std::string_view kPassphrase = "correct horse battery";

class StringSink final : public ByteSink {
 public:
  Status Write(std::string_view bytes) override {
    text.append(bytes);
    return OkStatus();
  }
  Status Finish() override {
    finished = true;
    return OkStatus();
  }
  std::string text;
  bool finished = false;
};

std::string Sealed(std::string_view plain) {
  StringSink sink;
  SealedHeader cheap;
  cheap.log2_n = 10;
  auto sealing = MakeSealingSink(sink, kPassphrase, cheap);
  EXPECT_TRUE(sealing.ok());
  // In pieces that fit no chunk.
  for (size_t at = 0; at < plain.size(); at += 70'001) {
    EXPECT_TRUE((*sealing)->Write(plain.substr(at, 70'001)).ok());
  }
  EXPECT_TRUE((*sealing)->Finish().ok());
  EXPECT_TRUE(sink.finished);
  return sink.text;
}

Result<std::string> Opened(std::string_view sealed, std::string_view passphrase = kPassphrase) {
  ASSAY_ASSIGN_OR_RETURN(const auto source,
                         MakeOpeningSource(std::make_unique<MemorySource>(sealed), passphrase));
  std::string plain;
  while (true) {
    ASSAY_ASSIGN_OR_RETURN(const std::string_view bytes, source->Read());
    if (bytes.empty()) return plain;
    plain.append(bytes);
  }
}

std::string Bytes(size_t size) {
  std::string bytes(size, '\0');
  for (size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>((i * 2654435761U) >> 13U);
  return bytes;
}

TEST(Sealed, WhatWasSealedIsOpened) {
  for (const size_t size : {size_t{0}, size_t{1}, kSealedChunkBytes - 1, kSealedChunkBytes,
                            kSealedChunkBytes + 1, 2 * kSealedChunkBytes}) {
    const std::string plain = Bytes(size);
    const auto opened = Opened(Sealed(plain));
    ASSERT_TRUE(opened.ok()) << size << opened.status().ToString();
    EXPECT_TRUE(*opened == plain) << size;
  }
}

TEST(Sealed, AnotherPassphraseIsSaid) {
  const auto opened = Opened(Sealed("secret"), "correct horse batterz");
  EXPECT_EQ(opened.status().code(), StatusCode::kPermissionDenied);
}

TEST(Sealed, NothingCanBeChangedCutMovedOrAdded) {
  const std::string sealed = Sealed(Bytes(2 * kSealedChunkBytes + 100));
  const size_t chunk = 4 + kSealedChunkBytes + 40;
  const std::string header = sealed.substr(0, kSealedHeaderBytes);
  const std::string first = sealed.substr(kSealedHeaderBytes, chunk);
  const std::string second = sealed.substr(kSealedHeaderBytes + chunk, chunk);
  const std::string last = sealed.substr(kSealedHeaderBytes + 2 * chunk);
  ASSERT_TRUE(Opened(header + first + second + last).ok());
  EXPECT_FALSE(Opened(header + second + first + last).ok());
  EXPECT_FALSE(Opened(header + first + last).ok());
  EXPECT_FALSE(Opened(header + first + second).ok());
  EXPECT_FALSE(Opened(header + first).ok());
  EXPECT_FALSE(Opened(header).ok());
  EXPECT_FALSE(Opened(sealed + "x").ok());
  EXPECT_FALSE(Opened(sealed + last).ok());
  EXPECT_FALSE(Opened(sealed.substr(0, sealed.size() - 1)).ok());
  for (const size_t at : {size_t{12}, kSealedHeaderBytes + 2, kSealedHeaderBytes + 8,
                          kSealedHeaderBytes + chunk + 500, sealed.size() - 1}) {
    std::string changed = sealed;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    EXPECT_FALSE(Opened(changed).ok()) << at;
  }
}

TEST(Sealed, AHeaderThatWouldCostTooMuchIsRefused) {
  SealedHeader header;
  header.salt = std::string(16, 's');
  ASSERT_TRUE(ParseSealedHeader(FormatSealedHeader(header)).ok());
  for (const auto change :
       {+[](SealedHeader& h) { h.log2_n = 40; }, +[](SealedHeader& h) { h.log2_n = 0; },
        +[](SealedHeader& h) { h.r = 0; }, +[](SealedHeader& h) { h.p = 255; },
        +[](SealedHeader& h) { h.log2_n = 22, h.r = 255; }}) {
    SealedHeader changed = header;
    change(changed);
    EXPECT_EQ(ParseSealedHeader(FormatSealedHeader(changed)).status().code(),
              StatusCode::kInvalidArgument);
  }
}

TEST(Sealed, APassphraseComesFromAFileThatOthersCannotRead) {
  auto folder = TempDir::Create("assay-sealed-");
  ASSERT_TRUE(folder.ok());
  const auto file = folder->path() / "passphrase";
  ASSERT_TRUE(WriteFileAtomically(file, std::string(kPassphrase) + "\r\nmore\n", 0600).ok());
  EXPECT_EQ(ReadPassphrase(file).value(), kPassphrase);
  ASSERT_EQ(::chmod(file.c_str(), 0644), 0);
  EXPECT_EQ(ReadPassphrase(file).status().code(), StatusCode::kFailedPrecondition);
  ASSERT_TRUE(WriteFileAtomically(file, "short\n", 0600).ok());
  EXPECT_EQ(ReadPassphrase(file).status().code(), StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace assay::supervisor
