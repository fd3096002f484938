// A server whose accept queue fits. Go asks for net.core.somaxconn, whatever that is: under overload
// too long a queue serves nobody in time. A second listen() on the same socket sets what fits.
package main

import (
	"fmt"
	"io"
	"net"
	"syscall"
)

func listen(address string, backlog int) (net.Listener, error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	raw, err := listener.(*net.TCPListener).SyscallConn()
	if err != nil {
		return nil, err
	}
	var again error
	err = raw.Control(func(fd uintptr) { again = syscall.Listen(int(fd), backlog) })
	if err == nil {
		err = again
	}
	return listener, err
}

func main() {
	listener, err := listen("127.0.0.1:0", 500) // 100 connections a second, 5 seconds of patience
	if err != nil {
		panic(err)
	}
	fmt.Println("listening", listener.Addr().(*net.TCPAddr).Port)
	for {
		connection, err := listener.Accept()
		if err != nil {
			panic(err)
		}
		go func() {
			defer connection.Close()
			_, _ = io.Copy(connection, connection)
		}()
	}
}
