// Heavy work with a bound: goroutines are cheap, and an unbounded number of them is a queue in the heap.
package main

import (
	"fmt"
	"net"
	"net/http"
	"time"
)

const workers, waiting = 1, 1

var (
	room    = make(chan struct{}, workers+waiting)
	running = make(chan struct{}, workers)
)

func heavy(response http.ResponseWriter, request *http.Request) {
	select {
	case room <- struct{}{}:
		defer func() { <-room }()
	default: // full: refuse at once
		response.Header().Set("Retry-After", "1")
		http.Error(response, "busy", http.StatusServiceUnavailable)
		return
	}
	select {
	case running <- struct{}{}:
		defer func() { <-running }()
	case <-request.Context().Done(): // the client has hung up while it waited
		return
	}
	n := 0
	for until := time.Now().Add(300 * time.Millisecond); time.Now().Before(until); n++ {
	}
	fmt.Fprintln(response, "done", n > 0)
}

func main() {
	http.HandleFunc("/heavy", heavy)
	http.HandleFunc("/light", func(response http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(response, "light")
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Println("listening", listener.Addr().(*net.TCPAddr).Port)
	panic(http.Serve(listener, nil))
}
