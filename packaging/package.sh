#!/usr/bin/env bash
# Makes build/dist/pgl-VERSION-linux-MACHINE.tar.gz from a fully static program, which starts everywhere, and
# build/dist/pgl_VERSION_ARCH.deb from one that can load libraries: a static program cannot, and so has no databases,
# no zstd and no HTML. Called by ./build.sh package, in the project's root.
#
# Static with musl rather than glibc: a program linked against Debian 12's glibc does not start on the older
# ones of Kylin V10 and UOS 20 (2.28, 2.31), and a static glibc still loads its own GB18030 converter from the
# system at run time. musl carries that converter inside.
set -euo pipefail

dist=build/dist
musl=build/musl

# Headers and static libraries of what pgl links alone, and headers of what it loads elsewhere: musl-gcc must not see
# glibc's headers beside them.
overlay() {
  rm -rf "$musl" && mkdir -p "$musl"/{include,lib,pkgconfig}
  local name header lib libdir version
  for name in gmp:gmp.h:libgmp.a jansson:jansson.h:libjansson.a libmd:sha2.h:libmd.a libutf8proc:utf8proc.h:libutf8proc.a \
    zlib:zlib.h:libz.a expat:expat.h:libexpat.a; do
    IFS=: read -r name header lib <<<"$name"
    libdir=$(pkg-config --variable=libdir "$name") version=$(pkg-config --modversion "$name")
    cp "$(find /usr/include -name "$header" | head -n 1)" "$musl/include/"
    cp "$libdir/$lib" "$musl/lib/"
    lib=${lib#lib}
    printf 'Name: %s\nDescription: for musl\nVersion: %s\nCflags: -isystem %s\nLibs: -L%s -l%s\n' \
      "$name" "$version" "$PWD/$musl/include" "$PWD/$musl/lib" "${lib%.a}" >"$musl/pkgconfig/$name.pc"
  done
  cp "$(find /usr/include -name jansson_config.h | head -n 1)" "$(find /usr/include -name zconf.h | head -n 1)" \
    /usr/include/{expat_external,zstd,zstd_errors,sqlite3}.h /usr/include/postgresql/{libpq-fe,postgres_ext,pg_config_ext}.h \
    "$(dirname "$(find /usr/include -name expat_config.h | head -n 1)")"/expat_config.h "$musl/include/"
  cp -r /usr/include/libxml2/libxml /usr/include/unicode /usr/include/xlsxwriter{,.h} "$musl/include/"
  for name in libzstd sqlite3 libpq libxml-2.0 xlsxwriter; do
    printf 'Name: %s\nDescription: its headers\nVersion: 0\nCflags: -isystem %s\nLibs:\n' "$name" "$PWD/$musl/include" \
      >"$musl/pkgconfig/$name.pc"
  done
}

# small PROGRAM BYTES: no program may be larger than that.
small() {
  (($(stat -c %s "$1") < $2)) || { echo "package.sh: $1 is over $2 bytes"; exit 1; }
}

compile() {
  export CC=musl-gcc PKG_CONFIG_LIBDIR=$PWD/$musl/pkgconfig
  rm -rf build/package
  meson setup build/package -Dmusl=true -Dtests=false >build/package.log 2>&1 || { cat build/package.log; exit 1; }
  ninja --quiet ${JOBS:+-j "$JOBS"} -C build/package
  strip build/package/pgl
  # Nothing may be asked of the system: run it where there is nothing.
  ! ldd build/package/pgl >/dev/null 2>&1 || { echo "package.sh: the program is not static"; exit 1; }
  small build/package/pgl 2700000 # the C library and expat are in it
  python3 tests/run.py build/package
}

# tree FOLDER PROGRAM fills a folder as /usr.
tree() {
  install -D -m 755 "$2" "$1/bin/pgl"
  install -D -m 644 LICENSE "$1/share/doc/pgl/copyright"
  install -m 644 packaging/NOTICE README.md README.zh.md CHANGELOG.md "$1/share/doc/pgl/"
  mkdir -p "$1/share/doc/pgl/examples" "$1/share/pgl/editors"
  cp -r build/editors/{vim,neovim,emacs,kate,helix} "$1/share/pgl/editors/"
  cp editors/README*.md "$1/share/pgl/editors/"
  [[ ! -f build/editors/pgl.vsix ]] || cp build/editors/pgl.vsix "$1/share/pgl/editors/"
  git ls-files -z examples | while IFS= read -r -d '' f; do install -D -m 644 "$f" "$1/share/doc/pgl/$f"; done
}

deb() {
  local root=build/deb arch glibc
  arch=$(dpkg --print-architecture)
  rm -rf "$root" && mkdir -p "$root/DEBIAN"
  cp build/release/pgl build/deb.pgl && strip build/deb.pgl
  small build/deb.pgl 2300000
  tree "$root/usr" build/deb.pgl
  glibc=$(objdump -T build/deb.pgl | grep -o 'GLIBC_[0-9.]*' | sed 's/GLIBC_//' | sort -Vu | tail -n 1)
  cat >"$root/DEBIAN/control" <<TEXT
Package: pgl
Version: $version
Architecture: $arch
Maintainer: pgl maintainers <pgl@localhost>
Installed-Size: $(du -sk "$root/usr" | cut -f 1)
Section: utils
Priority: optional
Depends: libc6 (>= $glibc)
Recommends: libexpat1, libsqlite3-0, libpq5, libzstd1, libxml2, libxlsxwriter4
Description: budget performance targets, checked and evaluated
 pgl is a small language for projects, budgets and performance targets of
 Chinese public budgets (预算绩效目标), and a tool that checks them and
 evaluates them against files of actual values.
TEXT
  dpkg-deb --root-owner-group -Zxz -b "$root" "$dist/pgl_${version}_$arch.deb" >/dev/null
}

tarball() {
  local name=pgl-$version
  rm -rf "build/tar" && mkdir -p "build/tar"
  tree "build/tar/$name" build/package/pgl
  tar --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner -C build/tar -cf - "$name" |
    gzip -9n >"$dist/$name-linux-$(uname -m).tar.gz"
}

SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2>/dev/null || echo 0)
export SOURCE_DATE_EPOCH
mkdir -p "$dist"
overlay
compile
(unset CC PKG_CONFIG_LIBDIR && ./build.sh build && ./build.sh editors)
version=$(build/package/pgl --version | cut -d ' ' -f 2)
deb
tarball
ls -l "$dist"
