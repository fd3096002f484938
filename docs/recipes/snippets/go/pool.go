// One client for the whole program: connections are reused, at most 50 to each host.
package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"sync"
	"time"
)

var client = &http.Client{
	Timeout: 10 * time.Second,
	Transport: &http.Transport{
		DialContext:         (&net.Dialer{Timeout: 2 * time.Second}).DialContext,
		MaxConnsPerHost:     50,               // the default is no limit
		MaxIdleConnsPerHost: 50,               // the default is 2: all others are closed after each request
		IdleConnTimeout:     30 * time.Second, // less than the server keeps them
	},
}

func fetch(url string) error {
	response, err := client.Get(url)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body) // read to the end: only then is it reused
	return err
}

func main() {
	count, err := strconv.Atoi(os.Args[2])
	if err != nil {
		panic(err)
	}
	var group sync.WaitGroup
	var lock sync.Mutex
	done := 0
	for n := 0; n < count; n++ {
		group.Add(1)
		go func() {
			defer group.Done()
			if err := fetch(os.Args[1]); err == nil {
				lock.Lock()
				done++
				lock.Unlock()
			}
		}()
	}
	group.Wait()
	fmt.Println("requests", done)
}
