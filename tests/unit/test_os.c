// Files, directories and paths, in a directory of their own.
#include "base/os.h"
#include "fixture.h"
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *room; // the directory

static Str why;

static const char *in_room(const char *name) {
  return str_to_z(&arena, os_path_join(&arena, str_z(room), str_z(name)));
}

static void put(const char *path, Str text) {
  OsFile *f = os_create(&arena, path, &why);
  assert_non_null(f);
  assert_true(os_write(f, text.p, text.n));
  assert_true(os_commit(f, &why));
}

static Str filled(size_t n) {
  char *p = arena_raw(&arena, n + 1, 1);
  for (size_t i = 0; i < n; i++) p[i] = (char)('a' + i % 26);
  return (Str){p, n};
}

static int enter(void **state) {
  setup(state);
  char name[] = "/tmp/pgl-test-os-XXXXXX";
  if (!mkdtemp(name)) return -1;
  room = str_to_z(&arena, str_z(name));
  return 0;
}

static unsigned names_in(const char *path) {
  unsigned n = 0;
  DIR *d = opendir(path);
  assert_non_null(d);
  for (const struct dirent *e; (e = readdir(d));)
    n += strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
  closedir(d);
  return n;
}

static void remove_all(const char *path) {
  DIR *d = opendir(path);
  if (!d) return;
  for (const struct dirent *e; (e = readdir(d));) {
    if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0) continue;
    const char *below = str_to_z(&arena, os_path_join(&arena, str_z(path), str_z(e->d_name)));
    if (unlink(below)) remove_all(below);
  }
  closedir(d);
  rmdir(path);
}

static int leave(void **state) {
  remove_all(room);
  return teardown(state);
}

static void reads_and_maps(void **state) {
  (void)state;
  // Around the page, and around the size from which a file is mapped.
  static const size_t sizes[] = {0,    1,    15,   3999, 4000,  4079,   4080,   4081,   4095,
                                 4096, 4097, 8192, 9000, 65536, 262143, 262144, 262145, 3000000};
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    Str text = filled(sizes[i]), got;
    const char *path = in_room("a.txt");
    put(path, text);
    assert_true(os_read(&arena, path, &got, &why));
    assert_true(str_eq(got, text));
    for (size_t z = 0; z < 16; z++) assert_int_equal(got.p[got.n + z], 0);
    for (int kept = 0; kept < 2; kept++) {
      assert_true(os_map(kept ? &arena : NULL, path, &got, &why));
      os_take(got, 0, got.n);
      os_drop(got, 0, got.n);
      assert_true(str_eq(got, text));
      for (size_t z = 0; z < 16; z++) assert_int_equal(got.p[got.n + z], 0);
      if (!kept) os_unmap(got);
    }
  }
  os_unmap((Str){0});
}

static void reads_pipes(void **state) {
  (void)state;
  const char *path = in_room("pipe");
  assert_int_equal(mkfifo(path, 0600), 0);
  Str text = filled(300000), got;
  for (int round = 0; round < 2; round++) {
    pid_t child = fork();
    if (!child) {
      int fd = open(path, O_WRONLY | O_CLOEXEC);
      _exit(!os_write_all(fd, text.p, text.n));
    }
    assert_true(round ? os_map(NULL, path, &got, &why) : os_read(&arena, path, &got, &why));
    assert_true(str_eq(got, text));
    for (size_t z = 0; z < 16; z++) assert_int_equal(got.p[got.n + z], 0);
    if (round) os_unmap(got);
  }
}

static void tells_why(void **state) {
  (void)state;
  Str got;
  assert_false(os_read(&arena, in_room("none"), &got, &why));
  assert_str(why, "No such file or directory");
  assert_str(os_why_zh(&arena, why), "没有这个文件或文件夹");
  assert_str(os_why_zh(&arena, S("a/b: Permission denied")), "a/b: 没有权限");
  assert_str(os_why_zh(&arena, S("something else")), "something else");
  assert_false(os_map(NULL, in_room("none"), &got, &why));
  assert_str(why, "No such file or directory");
  assert_false(os_read(&arena, room, &got, &why));
  assert_str(os_why_zh(&arena, why), "是文件夹，不是文件");
  assert_false(os_map(NULL, room, &got, &why));
  assert_str(os_why_zh(&arena, why), "是文件夹，不是文件");
  assert_null(os_create(&arena, room, &why));
  assert_null(os_create(&arena, in_room("none/x"), &why));
  assert_str(why, "No such file or directory");
}

static void refuses_giants(void **state) {
  (void)state;
  const char *path = in_room("giant");
  put(path, S(""));
  assert_int_equal(truncate(path, (off_t)OS_FILE_MAX + 1), 0); // a hole: no room on disk
  Str got;
  assert_false(os_read(&arena, path, &got, &why));
  assert_str(why, "file is larger than 4 GiB");
  assert_false(os_map(NULL, path, &got, &why));
  assert_str(os_why_zh(&arena, why), "文件超过 4 GiB");
}

static void old_or_whole_new(void **state) {
  (void)state;
  const char *path = in_room("out.txt");
  Str got;
  put(path, S("old"));
  assert_int_equal(chmod(path, 0640), 0);
  OsFile *f = os_create(&arena, path, &why);
  assert_true(os_write(f, "new", 3));
  assert_true(os_read(&arena, path, &got, &why));
  assert_str(got, "old");
  assert_true(names_in(room) <= 2); // beside it one more, or one without a name
  assert_true(os_commit(f, &why));
  assert_true(os_read(&arena, path, &got, &why));
  assert_str(got, "new");
  struct stat st;
  assert_int_equal(stat(path, &st), 0);
  assert_int_equal(st.st_mode & 0777, 0640); // as it was
  f = os_create(&arena, path, &why);
  assert_true(os_write(f, "lost", 4));
  os_discard(f);
  assert_true(os_read(&arena, path, &got, &why));
  assert_str(got, "new");
  assert_int_equal(names_in(room), 1);
}

static void through_links(void **state) {
  (void)state;
  assert_int_equal(mkdir(in_room("sub"), 0700), 0);
  put(in_room("sub/real"), S("old"));
  assert_int_equal(symlink("sub/real", in_room("link")), 0);
  assert_int_equal(symlink("link", in_room("link2")), 0);
  put(in_room("link2"), S("new"));
  Str got;
  assert_true(os_read(&arena, in_room("sub/real"), &got, &why));
  assert_str(got, "new");
  struct stat st;
  assert_int_equal(lstat(in_room("link2"), &st), 0);
  assert_true(S_ISLNK(st.st_mode));
  assert_int_equal(symlink("sub/later", in_room("dangling")), 0);
  put(in_room("dangling"), S("made"));
  assert_true(os_read(&arena, in_room("sub/later"), &got, &why));
  assert_str(got, "made");
  assert_int_equal(symlink("loop", in_room("loop")), 0);
  assert_null(os_create(&arena, in_room("loop"), &why));
  assert_str(os_why_zh(&arena, why), "符号链接绕成了圈");
}

static void long_names(void **state) {
  (void)state;
  char name[256];
  memset(name, 'n', 255);
  name[255] = 0;
  put(in_room(name), S("x"));
  assert_int_equal(names_in(room), 1);
}

static void full_disk(void **state) {
  (void)state;
  put("/dev/null", S("gone")); // written straight, not replaced
  struct stat st;
  assert_int_equal(stat("/dev/null", &st), 0);
  assert_true(S_ISCHR(st.st_mode));
  if (os_kind("/dev/full") == OS_NONE) return;
  OsFile *f = os_create(&arena, "/dev/full", &why);
  assert_non_null(f);
  assert_false(os_write(f, "x", 1));
  assert_false(os_write(f, "x", 1));
  assert_false(os_commit(f, &why));
  assert_str(os_why_zh(&arena, why), "磁盘已满");
}

static void walks(void **state) {
  (void)state;
  static const char *const dirs[] = {"b", "b/c", ".hidden", "empty.pgl"};
  static const char *const files[] = {"b/c/2.pgl", "b/1.pgl", "a.pgl",        "b.pgl",
                                      "a.txt",     ".x.pgl",  ".hidden/y.pgl"};
  for (size_t i = 0; i < sizeof dirs / sizeof *dirs; i++) assert_int_equal(mkdir(in_room(dirs[i]), 0700), 0);
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) put(in_room(files[i]), S(""));
  assert_int_equal(symlink("..", in_room("b/up")), 0);        // a circle
  assert_int_equal(symlink("a.txt", in_room("link.pgl")), 0); // a file all the same
  assert_int_equal(symlink("nowhere", in_room("broken.pgl")), 0);
  assert_int_equal(symlink("b", in_room("dir.pgl")), 0);
  Str *found;
  size_t n;
  assert_true(os_walk(&arena, room, ".pgl", &found, &n, &why));
  static const char *const expected[] = {"a.pgl", "b.pgl", "b/1.pgl", "b/c/2.pgl", "link.pgl"};
  assert_int_equal(n, 5);
  for (size_t i = 0; i < n; i++) assert_str(found[i], in_room(expected[i]));
  assert_int_equal(chdir(in_room("b")), 0);
  assert_true(os_walk(&arena, ".", ".pgl", &found, &n, &why));
  assert_int_equal(n, 2);
  assert_str(found[0], "1.pgl");
  assert_str(found[1], "c/2.pgl");
  assert_int_equal(chdir("/"), 0);
  assert_false(os_walk(&arena, in_room("none"), ".pgl", &found, &n, &why));
  assert_str(why, "No such file or directory");
  assert_true(os_walk(&arena, in_room("empty.pgl"), ".pgl", &found, &n, &why));
  assert_int_equal(n, 0);
}

static void kinds(void **state) {
  (void)state;
  put(in_room("f"), S(""));
  assert_int_equal(os_kind(in_room("f")), OS_FILE);
  assert_int_equal(os_kind(room), OS_DIR);
  assert_int_equal(os_kind("/dev/null"), OS_OTHER);
  assert_int_equal(os_kind(in_room("none")), OS_NONE);
}

static const char *const cleaned[][2] = {
    {"", "."},
    {".", "."},
    {"./a", "a"},
    {"a/./b//c/", "a/b/c"},
    {"a/../b", "b"},
    {"a/..", "."},
    {"../a", "../a"},
    {"a/../../b", "../b"},
    {"../../a/../b", "../../b"},
    {"/", "/"},
    {"/..", "/"},
    {"/../a/./..", "/"},
    {"/a//b/../c", "/a/c"},
    {"a/b/../../..", ".."},
    {"项目/../单位.pgl", "单位.pgl"},
};

static void paths(void **state) {
  (void)state;
  assert_str(os_path_join(&arena, S("a"), S("b")), "a/b");
  assert_str(os_path_join(&arena, S("a/"), S("b")), "a/b");
  assert_str(os_path_join(&arena, S(""), S("b")), "b");
  assert_str(os_path_join(&arena, S("."), S("b")), "b");
  assert_str(os_path_join(&arena, S("/"), S("b")), "/b");
  assert_str(os_path_join(&arena, S("a"), S("/b")), "/b");
  assert_str(os_path_dir(S("a/b/c")), "a/b");
  assert_str(os_path_dir(S("a")), ".");
  assert_str(os_path_dir(S("/a")), "/");
  assert_str(os_path_dir(S("a//b")), "a");
  assert_str(os_path_dir(S("")), ".");
  for (size_t i = 0; i < sizeof cleaned / sizeof *cleaned; i++)
    assert_str(os_path_clean(&arena, str_z(cleaned[i][0])), cleaned[i][1]);
}

static void machine(void **state) {
  (void)state;
  uint64_t before = os_clock_ns();
  assert_true(os_clock_ns() >= before);
  assert_true(os_cpus() >= 1);
  assert_non_null(os_env("PATH"));
  assert_null(os_env("PGL_NO_SUCH_VARIABLE"));
  int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
  assert_false(os_is_terminal(fd));
  assert_int_equal(os_terminal_columns(fd), 0);
  close(fd);
}

#define IN_ROOM(f) cmocka_unit_test_setup_teardown(f, enter, leave)

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_ROOM(reads_and_maps),
      IN_ROOM(reads_pipes),
      IN_ROOM(tells_why),
      IN_ROOM(refuses_giants),
      IN_ROOM(old_or_whole_new),
      IN_ROOM(through_links),
      IN_ROOM(long_names),
      IN_ROOM(full_disk),
      IN_ROOM(walks),
      IN_ROOM(kinds),
      TEST(paths),
      TEST(machine),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
