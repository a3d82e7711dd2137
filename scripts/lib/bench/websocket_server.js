"use strict";
// Beside what the gateway does with sockets: an echo, and a room that passes each message on to all others.
const { WebSocketServer } = require("/usr/share/nodejs/ws");
const server = new WebSocketServer({ host: "127.0.0.1", port: Number(process.argv[2]), perMessageDeflate: false });
const room = new Set();
server.on("connection", (socket, request) => {
  if (request.url === "/echo") return socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
  room.add(socket);
  socket.on("close", () => room.delete(socket));
  socket.on("message", (data, isBinary) => {
    for (const other of room) if (other !== socket) other.send(data, { binary: isBinary });
  });
});
process.on("SIGTERM", () => process.exit(0));
