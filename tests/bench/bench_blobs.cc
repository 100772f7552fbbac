// What the blob store costs: a small blob beside one plain durable file, the same with several
// writers at once, reads, and the cipher alone.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "common/blobs/file_io.h"
#include "common/blobs/open.h"
#include "common/crypto/key.h"
#include "common/crypto/seal.h"
#include "common/files.h"
#include "common/sha256.h"
#include "tests/bench/measure.h"

namespace assay::bench {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

double Seconds(Clock::time_point since) {
  return std::chrono::duration<double>(Clock::now() - since).count();
}

void Require(bool ok, std::string_view what) {
  if (ok) return;
  fmt::print(stderr, "{}\n", what);
  std::exit(1);
}

void Latencies(blobs::EncryptedStore& store, const fs::path& folder, int count) {
  const std::string known = crypto::RandomBytes(2048);
  const std::string sha256 = *store.Put("tenant", known);
  int made = 0;
  std::vector<Sample> samples;
  samples.push_back(Measure("one durable file of 2 KiB", 5, count, [&] {
    const auto file = folder / ("plain" + std::to_string(++made));
    Require(blobs::CreateSecretFile(file, known).ok(), "a plain file");
    return -1.0;
  }));
  samples.push_back(Measure("Put of 2 KiB", 5, count, [&] {
    Require(store.Put("tenant", crypto::RandomBytes(2048)).ok(), "Put");
    return -1.0;
  }));
  samples.push_back(Measure("Put of what is there", 5, count, [&] {
    Require(store.Put("tenant", known).ok(), "Put");
    return -1.0;
  }));
  samples.push_back(Measure("Get of 2 KiB", 5, count, [&] {
    Require(store.Get("tenant", sha256).ok(), "Get");
    return -1.0;
  }));
  const std::string large = crypto::RandomBytes(16U << 20U);
  const std::string large_sha256 = *store.Put("tenant", large);
  samples.push_back(Measure("Get of 16 MiB", 1, 10, [&] {
    Require(store.Get("tenant", large_sha256).ok(), "Get");
    return -1.0;
  }));
  fmt::print("{}\n", Table(samples, samples.front().name));
}

void Writers(blobs::EncryptedStore& store, int count) {
  for (const int threads : {1, 4, 16}) {
    const auto begin = Clock::now();
    std::atomic<int> left = count;
    {
      std::vector<std::jthread> workers;
      for (int i = 0; i < threads; ++i) {
        workers.emplace_back([&] {
          while (--left >= 0) Require(store.Put("tenant", crypto::RandomBytes(2048)).ok(), "Put");
        });
      }
    }
    fmt::print("{:2} writers: {:6.0f} blobs of 2 KiB a second\n", threads, count / Seconds(begin));
  }
}

void Cipher() {
  const crypto::Key key = crypto::Key::Random();
  const std::string plain = crypto::RandomBytes(16U << 20U);
  auto begin = Clock::now();
  std::string sealed;
  for (int i = 0; i < 8; ++i) sealed = *crypto::Seal(key, 1, plain, "bench");
  const double seal = Seconds(begin) / 8;
  begin = Clock::now();
  for (int i = 0; i < 8; ++i) Require(crypto::Open(key, sealed, "bench").ok(), "Open");
  const double open = Seconds(begin) / 8;
  begin = Clock::now();
  for (int i = 0; i < 8; ++i) (void)Sha256Hex(plain);
  fmt::print("\nSeal {:.0f} MiB/s, Open {:.0f} MiB/s, SHA-256 {:.0f} MiB/s\n", 16 / seal, 16 / open,
             16 * 8 / Seconds(begin));
}

}  // namespace
}  // namespace assay::bench

int main(int argc, char** argv) {
  CLI::App app("Measures the blob store in a folder");
  std::string folder;
  int count = 200;
  app.add_option("--folder", folder,
                 "an empty folder on the disk to measure (default: a temporary one)");
  app.add_option("--count", count, "blobs a measurement")->check(CLI::Range(10, 1'000'000));
  CLI11_PARSE(app, argc, argv);
  const assay::TempDir temporary = *assay::TempDir::Create("assay-bench-blobs-");
  const std::filesystem::path place =
      folder.empty() ? temporary.path() : std::filesystem::path(folder);
  const auto master = temporary.path() / "master.key";
  assay::bench::Require(assay::blobs::CreateMasterKey(master).ok(), "master key");
  auto store = assay::blobs::OpenBlobStore("file:" + (place / "blobs").string(), master);
  assay::bench::Require(store.ok(), store.status().ToString());
  fmt::print("{}\n{}\n\n", assay::bench::Machine(), place.string());
  assay::bench::Latencies(**store, place, count);
  assay::bench::Writers(**store, count);
  assay::bench::Cipher();
  return 0;
}
