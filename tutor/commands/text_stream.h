/*
 * text_stream -- what `rpc` says about streams; a part of
 * tutor/commands/text_list.h, which see.
 */
#ifndef TUTOR_TEXT_STREAM_H
#define TUTOR_TEXT_STREAM_H

/* clang-format off */
#define TEXT_STREAM(X) \
X(RPC_TYPE, "Type one JSON message a line. Ctrl-D or Ctrl-C ends your side " \
  "of the stream.\n", \
  "한 줄에 JSON 메시지를 하나씩 입력해 주세요. Ctrl-D나 Ctrl-C를 누르면 " \
  "보내기를 마칩니다.\n") \
X(RPC_OPEN, "Ctrl-C ends the stream.\n", \
  "Ctrl-C를 누르면 스트림이 끝납니다.\n") \
X(RPC_ONE, "%s takes exactly one message", \
  "%s 메서드에는 메시지를 하나만 보낼 수 있습니다") \
X(RPC_NO_STREAM, "%s answers once; --for is for streams", \
  "%s 메서드는 한 번만 응답합니다. --for는 스트림에만 씁니다") \
X(RPC_LINE, "line %d: %s", "%d번째 줄: %s") \
X(RPC_LONG_LINE, "a line has more than %d bytes", \
  "한 줄이 %d바이트를 넘습니다") \
X(RPC_STREAMED, "%d sent, %d received, %s ms", \
  "%d개를 보내고 %d개를 받았습니다. %s ms")
/* clang-format on */

#endif
