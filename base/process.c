// One child at a time.
#include "base/process.h"
#include "base/os.h"
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

const char *temp_folder(Arena *a, Str *why) {
  const char *root = os_env("TMPDIR");
  Str path = os_path_join(a, str_z(root && *root ? root : "/tmp"), S("pgl-XXXXXX"));
  char *made = (char *)(uintptr_t)str_to_z(a, path);
  if (mkdtemp(made)) return made;
  *why = str_z(strerror(errno));
  return NULL;
}

static int drop(const char *path, const struct stat *st, int type, struct FTW *at) {
  (void)st, (void)type, (void)at;
  return remove(path);
}

void temp_remove(const char *folder) {
  nftw(folder, drop, 16, FTW_DEPTH | FTW_PHYS);
}

bool process_run(const char *const *argv, unsigned seconds) {
  posix_spawn_file_actions_t quiet;
  if (posix_spawn_file_actions_init(&quiet)) return false;
  bool ready = true;
  for (int fd = 0; fd < 3; fd++)
    ready &= posix_spawn_file_actions_addopen(&quiet, fd, "/dev/null", fd ? O_WRONLY : O_RDONLY, 0) == 0;
  pid_t child;
  bool started =
      ready && posix_spawnp(&child, argv[0], &quiet, NULL, (char *const *)(uintptr_t)argv, environ) == 0;
  posix_spawn_file_actions_destroy(&quiet);
  if (!started) return false;
  int status = 0;
  uint64_t until = os_clock_ns() + seconds * (uint64_t)1000000000;
  while (waitpid(child, &status, WNOHANG) == 0) {
    if (os_clock_ns() > until) {
      kill(child, SIGKILL);
      waitpid(child, &status, 0);
      return false;
    }
    nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
  }
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}
