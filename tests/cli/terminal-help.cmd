# On a terminal of 60 columns what an option does is folded below itself; in a pipe it stands on one line.
python3 -c '
import fcntl, os, pty, struct, sys, termios
child, fd = pty.fork()
if not child:
    fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 60, 0, 0))
    os.execvp("pgl", ["pgl", "eval", "--help", *sys.argv[1:]])
text = b""
try:
    while piece := os.read(fd, 4096):
        text += piece
except OSError:
    pass
os.waitpid(child, 0)
sys.stdout.write(text.decode().replace("\r\n", "\n"))
' --lang zh | sed -n '5,12p'
pgl eval --help --lang zh | sed -n 5p
