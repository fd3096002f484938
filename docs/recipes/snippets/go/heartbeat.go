// Lets go of peers that are gone or hang: 90 seconds without a byte.
package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"time"
)

// read notices a hung program, which TCP keepalive does not. Any byte is a sign of life.
func read(connection net.Conn, every, deadAfter time.Duration) error {
	buffer := make([]byte, 65536)
	heard := time.Now()
	for {
		if err := connection.SetReadDeadline(time.Now().Add(every)); err != nil {
			return err
		}
		n, err := connection.Read(buffer)
		if n > 0 {
			heard = time.Now()
		}
		if err == nil {
			continue
		}
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			return err
		}
		if time.Since(heard) >= deadAfter {
			return errors.New("silent")
		}
		// A full send buffer is no sign of life.
		if err := connection.SetWriteDeadline(time.Now().Add(every)); err != nil {
			return err
		}
		if _, err := connection.Write([]byte("PING\n")); err != nil {
			return err
		}
	}
}

func main() {
	every, err := time.ParseDuration(os.Args[1])
	if err != nil {
		panic(err)
	}
	deadAfter, err := time.ParseDuration(os.Args[2])
	if err != nil {
		panic(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0") // Go turns TCP keepalive on by itself
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
			fmt.Println("dead", read(connection, every, deadAfter))
		}()
	}
}
