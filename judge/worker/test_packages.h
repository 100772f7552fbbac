#pragma once

#include <cstdio>
#include <map>
#include <string>
#include <string_view>

#include "common/sha256.h"

// Packages for tests, as archives in memory.
namespace assay::judge {

// A tar archive (ustar) of regular files.
inline std::string Tar(const std::map<std::string, std::string>& files) {
  std::string tar;
  for (const auto& [name, data] : files) {
    std::string head(512, '\0');
    const auto put = [&](size_t at, std::string_view text) { head.replace(at, text.size(), text); };
    char size[16];
    std::snprintf(size, sizeof(size), "%011zo", data.size());
    put(0, name);
    put(100, "0000644");
    put(108, "0000000");
    put(116, "0000000");
    put(124, size);
    put(136, "00000000001");
    put(148, "        ");
    put(156, "0");
    put(257, std::string_view("ustar\0"
                              "00",
                              8));
    unsigned sum = 0;
    for (const char c : head) sum += static_cast<unsigned char>(c);
    char check[16];
    std::snprintf(check, sizeof(check), "%06o", sum);
    put(148, std::string_view(check, 7));
    tar += head + data;
    tar.append((512 - data.size() % 512) % 512, '\0');
  }
  return tar.append(1024, '\0');
}

// Reads two numbers, prints their sum: a sample, a test for all and a hidden one.
inline std::string SumPackage(std::string_view title = "Sum") {
  return Tar({{"assignment.yaml", "title: " + std::string(title) + R"(
limits: {time: 2 s, memory: 64 MiB}
samples: {name: sample, input: "3 4\n", answer: "7\n"}
groups:
  - name: open
    points: 4
    tests: open/*.in
  - name: secret
    points: 6
    visibility: hidden
    tests: secret/*.in
)"},
              {"open/1.in", "1 1\n"},
              {"open/1.ans", "2\n"},
              {"secret/2.in", "20 22\n"},
              {"secret/2.ans", "42\n"}});
}

}  // namespace assay::judge
