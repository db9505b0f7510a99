"""TLS in front of a plain port of this machine: certificate, key, port. Prints its own port. For measurements only."""

import socket
import ssl
import sys
import threading


def pour(source, sink):
    try:
        while data := source.recv(65536):
            sink.sendall(data)
    except OSError:
        pass
    for end in (source, sink):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def carry(caller, context, port):
    try:
        secure = context.wrap_socket(caller, server_side=True)
        gateway = socket.create_connection(("127.0.0.1", port))
    except OSError:
        caller.close()
        return
    threading.Thread(target=pour, args=(secure, gateway), daemon=True).start()
    pour(gateway, secure)


def main():
    certificate, key, port = sys.argv[1:]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        print(listener.getsockname()[1], flush=True)
        while True:
            caller, _ = listener.accept()
            threading.Thread(target=carry, args=(caller, context, int(port)), daemon=True).start()


main()
