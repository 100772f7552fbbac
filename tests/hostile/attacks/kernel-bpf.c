// Programs of its own in the kernel: a map, then a socket filter program.
#include <linux/bpf.h>

#include "attack.h"
int main(void) {
  union bpf_attr map;
  memset(&map, 0, sizeof map);
  map.map_type = BPF_MAP_TYPE_ARRAY;
  map.key_size = map.value_size = 4;
  map.max_entries = 1;
  if (syscall(SYS_bpf, BPF_MAP_CREATE, &map, sizeof map) >= 0) Breach("made a BPF map");
  struct bpf_insn code[] = {{.code = 0xb7, .dst_reg = 0}, {.code = 0x95}};
  union bpf_attr program;
  memset(&program, 0, sizeof program);
  program.prog_type = BPF_PROG_TYPE_SOCKET_FILTER;
  program.insns = (uint64_t)code;
  program.insn_cnt = 2;
  program.license = (uint64_t) "GPL";
  if (syscall(SYS_bpf, BPF_PROG_LOAD, &program, sizeof program) >= 0)
    Breach("loaded a BPF program");
  Contained("bpf: %s", strerror(errno));
}
