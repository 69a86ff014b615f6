# The locale decides where --lang does not; a locale that says nothing is Chinese.
for locale in C POSIX C.UTF-8 zh_CN.UTF-8 zh_TW en_US.UTF-8 fr_FR.UTF-8; do
  echo "$locale: $(LC_ALL=$locale pgl --help | head -n 1 | cut -d ' ' -f 3-)"
done
echo "LANG behind LC_ALL: $(LC_ALL=en_GB LANG=zh_CN pgl --help | head -n 1 | cut -d ' ' -f 3-)"
echo "LANG: $(LC_ALL= LC_MESSAGES= LANG=en_GB pgl --help | head -n 1 | cut -d ' ' -f 3-)"
echo "nothing: $(env -u LC_ALL pgl --help | head -n 1 | cut -d ' ' -f 3-)"
echo "--lang en: $(pgl --lang en --help | head -n 1 | cut -d ' ' -f 3-)"
echo "--lang=zh: $(LC_ALL=en_GB pgl --lang=zh --help | head -n 1 | cut -d ' ' -f 3-)"
