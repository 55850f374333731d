// The same operations in Go, where there are such.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"time"
)

func measure(name string, count int, work func(int)) {
	best := time.Duration(1<<63 - 1)
	for round := 0; round < 5; round++ {
		start := time.Now()
		work(count)
		if spent := time.Since(start); spent < best {
			best = spent
		}
	}
	fmt.Printf("%s %f\n", name, float64(best.Nanoseconds())/float64(count))
}

func pingPong(n int) {
	to, back := make(chan int), make(chan int)
	go func() {
		for i := 0; i < n; i++ {
			back <- <-to
		}
	}()
	for i := 0; i < n; i++ {
		to <- i
		<-back
	}
}

func main() {
	measure("spawn_await", 20000, func(n int) {
		for i := 0; i < n; i++ {
			done := make(chan struct{})
			go func() { close(done) }()
			<-done
		}
	})
	measure("spawn_many", 20000, func(n int) {
		var all sync.WaitGroup
		all.Add(n)
		for i := 0; i < n; i++ {
			go all.Done()
		}
		all.Wait()
	})
	done := make(chan struct{})
	close(done)
	measure("await_finished", 500000, func(n int) {
		for i := 0; i < n; i++ {
			<-done
		}
	})
	threads := runtime.GOMAXPROCS(1)
	measure("ping_pong_one_strand", 20000, pingPong)
	runtime.GOMAXPROCS(threads)
	measure("ping_pong_two_strands", 10000, pingPong)
	var lock sync.Mutex
	total := 0
	measure("mutex_update", 100000, func(n int) {
		for i := 0; i < n; i++ {
			lock.Lock()
			total++
			lock.Unlock()
		}
	})
	numbers := make([]int, 100000)
	measure("parallel_map_element", 100000, func(n int) {
		results := make([]int, n)
		var all sync.WaitGroup
		for part := 0; part < 4*threads; part++ {
			all.Add(1)
			go func(from, to int) {
				defer all.Done()
				for i := from; i < to; i++ {
					results[i] = numbers[i]
				}
			}(part*n/(4*threads), (part+1)*n/(4*threads))
		}
		all.Wait()
	})
}
