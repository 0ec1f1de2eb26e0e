# SPDX-License-Identifier: GPL-3.0-or-later
# cmake -DIN=file -DOUT=file.h -DNAME=array -P embed.cmake: the bytes of a file as a C array that
# ends with a zero.
file(READ ${IN} bytes HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
string(REGEX REPLACE "((0x..,){16})" "\\1\n" bytes "${bytes}")
file(WRITE ${OUT} "static const unsigned char ${NAME}[] = {\n${bytes}0};\n")
